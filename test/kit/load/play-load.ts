import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiError } from '../../../packages/client/src/api-error.ts';
import { HttpApi } from '../../../packages/client/src/http-api.ts';
import { loadHall } from '../../../packages/client/src/show-map/load-hall.ts';
import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import { type Random, randomOf } from '../basics/random.ts';
import { LoadBuyer, type LoadStage } from './load-buyer.ts';
import { type LoadFigures, LoadRecord } from './load-figures.ts';
import type { LoadOptions } from './load-options.ts';

/** There is nobody to play for: a sentence for whoever gave the URL or the show. */
export class LoadError extends Error {}

const ON_SALE: TypedDocument<{ shows: { nodes: { id: string; title: string }[] } }, object> = /* GraphQL */ `query {
  shows(filter: { status: [ON_SALE] }, first: 1) { nodes { id title } }
}`;
/** The first ones come within this part of the time, ten seconds at most. */
const ARRIVING_PART = 0.25;
const ARRIVING_MOST_MS = 10_000;

export interface PlayedLoad {
  title: string;
  figures: LoadFigures;
}

/** Buyers come and go until the time is over or the signal comes. Nothing that they hold at that moment stays held. */
export async function playLoad(options: LoadOptions, stop: AbortSignal): Promise<PlayedLoad> {
  const { url, buyers, think_ms, payingPercent, duration_ms } = options;
  const showId = options.showId ?? (await showOnSale(url));
  const { hall, show, limits } = await told(loadHall({ url, showId }));
  const seatIds = hall.seats.map(({ seatId }) => seatId);
  if (seatIds.length === 0) throw new LoadError(`"${show.title}" has no seats with numbers, which the buyers take.`);
  const failing = new AbortController();
  const signal = AbortSignal.any([stop, failing.signal, AbortSignal.timeout(duration_ms)]);
  // Each buyer listens to it.
  setMaxListeners(0, signal);
  const record = new LoadRecord();
  const { seatsPerLock } = limits;
  const stage = { url, showId, seatIds, seatsPerLock, think_ms, payingPercent, record, signal };
  const random = randomOf(Date.now() % 2 ** 31);
  const began_ms = performance.now();
  const arriving_ms = Math.min(duration_ms * ARRIVING_PART, ARRIVING_MOST_MS);
  const coming = Array.from({ length: buyers }, (_, n) => comeAndGo(stage, random.fork(), (arriving_ms * n) / buyers));
  try {
    await Promise.all(coming);
  } finally {
    // When one has failed in a way that nobody foresaw, the others go home, too.
    failing.abort();
  }
  return { title: show.title, figures: record.figures(buyers, (performance.now() - began_ms) / 1_000) };
}

async function comeAndGo(stage: LoadStage, random: Random, after_ms: number): Promise<void> {
  const { signal, record, think_ms } = stage;
  const isHome = () => signal.aborted;
  await delay(after_ms, undefined, { signal }).catch(() => {});
  while (!isHome()) {
    record.visits += 1;
    await new LoadBuyer(stage, random).visit();
    // Where people take no time at all, and there is nothing left to take, they would come and go without a pause.
    await delay(Math.max(think_ms / 5, 20), undefined, { signal }).catch(() => {});
  }
}

async function showOnSale(url: string): Promise<string> {
  const { shows } = await told(new HttpApi({ url }).request(ON_SALE, {}));
  const [show] = shows.nodes;
  if (!show) throw new LoadError(`No show is on sale at ${url}. --show names another one.`);
  return show.id;
}

async function told<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ApiError) throw new LoadError(error.message, { cause: error });
    throw error;
  }
}
