import { setTimeout as delay } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import { loadTokenKey, signToken } from '../../src/modules/identity/token-issuer.ts';
import { expectBalanced, expectTopicsHoldOutbox, unfinished } from './books.ts';
import { queriedImage, storedImage } from './buyer.ts';
import { buyUntilGivingUp, type Sale, seatOf } from './chaos-buyer.ts';
import { createClient } from './client.ts';
import { FAULTS, suffer } from './faults.ts';
import { openHallShow } from './hall-show.ts';
import { HistoryRecorder, now_ms } from './history.ts';
import { type Installation, startInstallation } from './installation.ts';
import { expectConsistent } from './ledger-checks.ts';
import { findViolations } from './linearizability.ts';
import { GetUnavailableSeats, StartGuestSession } from './operations.graphql.ts';
import { createPatientClient, GaveUpError } from './patient-client.ts';
import type { Random } from './random.ts';
import { ShowWatcher } from './show-watcher.ts';

export interface ChaosOptions {
  random: Random;
  /** The faults are gone through in random order, again and again, for at least this long. */
  duration_ms: number;
  nodeCount?: number;
  buyerCount?: number;
}

const LOCK_TTL_MS = 6_000;
const HALL = { zones: 2, rows: 10, seats: 20 };
/** A further show opens when fewer seats are left. */
const FEW_SEATS = 60;
const BETWEEN_FAULTS_MS = { least: 1_500, greatest: 3_000 };
/** How long after a fault's end refusals and reads may still be behind: Kafka's groups meet again, locks expire. */
const AFTERMATH_MS = LOCK_TTL_MS + 2_000;
const PATIENCE_AFTER_MS = 10_000;
const FINISHED_WITHIN_MS = 90_000;
const READ_EVERY_MS = 250;
const ORGANISER = { id: 'organiser', role: 'organiser', email: null, ttl_ms: 7 * 24 * 60 * 60 * 1000 } as const;
/** Nodes on one machine: rounding to milliseconds, and a clock that is being set. */
const CLOCK_SKEW_MS = 50;

/** Buyers buy while parts are killed, paused and emptied; then all must have recovered, and the books must balance. */
export async function runChaos({ random, duration_ms, nodeCount = 2, buyerCount = 12 }: ChaosOptions): Promise<string> {
  await using installation = await startInstallation({ nodeCount, lockTtl_ms: LOCK_TTL_MS });
  // The buyers draw as they come to it: of their own, so that the seed gives the same faults for the same times.
  const faultRandom = random.fork();
  const market = await openMarket(installation);
  const history = new HistoryRecorder();
  const closing = new AbortController();
  const givingUp = new AbortController();
  const urls = installation.nodes.map(({ url }) => url);
  const watcher = new ShowWatcher({ urls, showId: market.sale().showId, random });

  const patient = { urls, random, signal: givingUp.signal };
  const buyers = Array.from({ length: buyerCount }, async () => {
    const { startGuestSession } = await createPatientClient(patient).insist(StartGuestSession, {});
    const client = createPatientClient({ ...patient, token: startGuestSession.token });
    const sale = () => {
      if (closing.signal.aborted) throw new GaveUpError();
      return market.sale();
    };
    await buyUntilGivingUp({ client, history, random, lockTtl_ms: LOCK_TTL_MS, sale });
  });
  const reader = readUntil(closing.signal, { history, urls, random, sale: market.sale });
  const crowd = Promise.all([...buyers, reader]);
  // A buyer's complaint ends the chaos.
  const complaint = crowd.then(() => undefined);
  complaint.catch(() => closing.abort());

  const suffered = await sufferFaults({
    installation,
    history,
    random: faultRandom,
    duration_ms,
    signal: closing.signal,
    market,
  });
  closing.abort();
  setTimeout(() => givingUp.abort(), PATIENCE_AFTER_MS).unref();
  await complaint.catch((error) => {
    console.log(`what the nodes logged as errors:\n${installation.errors.join('\n')}`);
    throw error;
  });
  await expectRecovered(installation, market.showIds, history);
  await watcher.expectConverged(installation.database);
  expect(installation.errors, 'what the nodes logged as errors').toEqual([]);
  const [sold] = await installation.database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM booked_seats WHERE active`,
  );
  const checked = Map.groupBy(history.evidence(), ({ action }) => action.kind);
  const evidence = [...checked].map(([kind, operations]) => `${kind} ${operations.length}`).join(', ');
  return `${suffered} faults; ${history.size} seat operations, checked: ${evidence}; ${sold!.count} seats sold`;
}

interface Market {
  showIds: string[];
  sale(): Sale;
  /** Opens another show when the present one is nearly sold out. */
  replenish(): Promise<void>;
}

async function openMarket({ nodes, database }: Installation): Promise<Market> {
  const { token } = await signToken(await loadTokenKey(database, null), ORGANISER);
  const showIds: string[] = [];
  const open = async (): Promise<Sale> => {
    await using organiser = createClient(nodes[0]!.url, token);
    const showId = await openHallShow(organiser, HALL);
    showIds.push(showId);
    const { show } = await organiser.data<{ show: { seatMap: { seats: { id: string }[] } } }, object>(
      'query ($showId: ID!) { show(id: $showId) { seatMap { seats { id } } } }',
      { showId },
    );
    return { showId, wanted: show.seatMap.seats.map(({ id }) => id) };
  };
  let sale = await open();
  return {
    showIds,
    sale: () => sale,
    async replenish() {
      if (sale.wanted.length < FEW_SEATS) sale = await open();
    },
  };
}

interface Suffering {
  installation: Installation;
  history: HistoryRecorder;
  random: Random;
  duration_ms: number;
  signal: AbortSignal;
  market: Market;
}

/** At least one of each. Resolves with how many there were. */
async function sufferFaults(suffering: Suffering): Promise<number> {
  const { installation, history, random, duration_ms, signal, market } = suffering;
  const end_ms = now_ms() + duration_ms;
  let suffered = 0;
  do {
    for (const fault of random.sample(FAULTS, FAULTS.length)) {
      await delay(random.integer(BETWEEN_FAULTS_MS.least, BETWEEN_FAULTS_MS.greatest));
      if (signal.aborted) return suffered;
      const from_ms = now_ms();
      await suffer(fault, installation, random);
      history.disturbed({ from_ms, to_ms: now_ms() + AFTERMATH_MS });
      suffered += 1;
      console.log(`${fault}, for ${Math.round(now_ms() - from_ms)} ms; ${history.size} seat operations so far`);
      await market.replenish();
    }
  } while (now_ms() < end_ms);
  // A calm time at the end, whose refusals and reads count too.
  await delay(AFTERMATH_MS * 2);
  return suffered;
}

interface Reading {
  history: HistoryRecorder;
  urls: readonly string[];
  random: Random;
  sale(): Sale;
}

/** Reads the map every now and then; a node that does not answer is left out. */
async function readUntil(signal: AbortSignal, { history, urls, random, sale }: Reading): Promise<void> {
  while (!signal.aborted) {
    await delay(READ_EVERY_MS);
    const { showId, wanted } = sale();
    const seatIds = wanted.slice(0, 20);
    const invoked_ms = now_ms();
    const once = createPatientClient({ urls, random, signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]) });
    const answer = await once.insist(GetUnavailableSeats, { id: showId }).catch((error) => {
      if (error instanceof GaveUpError) return null;
      throw error;
    });
    if (!answer) continue;
    const taken = new Map(answer.show!.seatMap.unavailable.map(({ seatId, state }) => [seatId, state]));
    history.read(
      new Map(
        seatIds.map((seatId) => [
          seatOf(showId, seatId),
          taken.get(seatId) === 'BOOKED' ? 'BOOKED' : taken.has(seatId) ? 'LOCKED' : 'AVAILABLE',
        ]),
      ),
      invoked_ms,
    );
  }
}

async function expectRecovered(
  { nodes, database, kafka }: Installation,
  showIds: readonly string[],
  history: HistoryRecorder,
): Promise<void> {
  const waiting = { timeout: FINISHED_WITHIN_MS, interval: 500 };
  await vi.waitFor(async () => expect(await unfinished(database), 'what is still under way').toEqual({}), waiting);
  for (const { url } of nodes) {
    const ready = await fetch(new URL('/ready', url));
    const { parts } = (await ready.json()) as { parts: Record<string, string> };
    expect(parts, url).toMatchObject({ postgres: 'up', redis: 'up', kafka: 'up', outbox: '0 waiting', liveMap: 'up' });
  }
  for (const showId of showIds) {
    await expectConsistent(database, showId);
    for (const { url } of nodes) {
      await using client = createClient(url);
      await vi.waitFor(
        async () => expect(await queriedImage(client, showId)).toEqual(await storedImage(database, showId)),
        waiting,
      );
    }
  }
  await expectBalanced(database);
  await expectTopicsHoldOutbox(database, [kafka.url]);
  expect(findViolations(history.evidence(), CLOCK_SKEW_MS), 'what no order of the operations explains').toEqual([]);
}
