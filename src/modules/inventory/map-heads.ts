import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';

/** The table seat_maps: the head of each show's map, with its version. Versions are taken with their events: see sql/parts. */

const OPEN_MAP = readStatement(new URL('./sql/open-map.sql', import.meta.url));
const CLOSE_MAP = readStatement(new URL('./sql/close-map.sql', import.meta.url));
const BEGIN_EPOCH = readStatement(new URL('./sql/begin-epoch.sql', import.meta.url));
const CONTINUE_MAP = readStatement(new URL('./sql/continue-map.sql', import.meta.url));
const RAISE_VERSIONS = readStatement(new URL('./sql/raise-versions.sql', import.meta.url));

/** Near the end of int4 versions go up by one. No show sees 2,000 failovers. */
const MAX_VERSION = 2 ** 31 - 2 ** 21;

/** Makes the map of a new show, every seat AVAILABLE, inside the transaction that makes the show. */
export async function openMap(tx: Querier, showId: string): Promise<void> {
  await tx.query(OPEN_MAP, [showId]);
}

/** From then on nothing of the show is held. Inside the transaction that cancels it, which has locked the head. */
export async function closeMap(tx: Querier, showId: string): Promise<void> {
  await tx.query(CLOSE_MAP, [showId]);
}

/** Lets the map of a show that was just made go on from where an earlier one with its id had ended. */
export async function continueMap(
  tx: Querier,
  showId: string,
  from: { version: number; epoch: number },
): Promise<void> {
  await tx.query(CONTINUE_MAP, [showId, from.version, from.epoch]);
}

/** Starts a new epoch of the show's state in the lock store; resolves with it. */
export async function beginEpochOfMap(tx: Querier, showId: string): Promise<number> {
  const [head] = await tx.query<{ epoch: number }>(BEGIN_EPOCH, [showId]);
  if (!head) throw new Error(`show ${showId} has no seat map`);
  return head.epoch;
}

/** Takes all maps' versions up by `step`, beyond all that may have been used in a history that PostgreSQL has lost. */
export async function raiseVersions(tx: Querier, step: number): Promise<void> {
  await tx.query(RAISE_VERSIONS, [step, MAX_VERSION]);
}
