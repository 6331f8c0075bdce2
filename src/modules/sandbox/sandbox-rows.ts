import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { ShowStatus } from '../shows/show.ts';
import { SANDBOX_VENUE } from './sandbox-hall.ts';

/** What the sandbox reads of its shows, and removes of them. */

const NOTE_SHOW = readStatement(new URL('./sql/note-show.sql', import.meta.url));
const LIST_SHOWS = readStatement(new URL('./sql/list-shows.sql', import.meta.url));
const FIND_PURCHASES = readStatement(new URL('./sql/find-purchases.sql', import.meta.url));
const COUNT_UNSETTLED = readStatement(new URL('./sql/count-unsettled.sql', import.meta.url));
const LOCK_MAPS = readStatement(new URL('./sql/lock-maps.sql', import.meta.url));
const KEEP_VERSIONS = readStatement(new URL('./sql/keep-versions.sql', import.meta.url));
const REMOVE_SHOWS = readStatement(new URL('./sql/remove-shows.sql', import.meta.url));
const REMOVE_PLANS = readStatement(new URL('./sql/remove-plans.sql', import.meta.url));

export interface SandboxShow {
  id: string;
  planId: string;
  status: ShowStatus;
}

export interface Purchase {
  kind: 'allotment' | 'lock' | 'booking' | 'blocked';
  id: string;
}

/** What was found, unless it is not there, or no more: a reset may come at any time. Throws NotFoundError, which names it and the field. */
export function existing<Found>(found: Found | null | undefined, what: string, path: string): Found {
  if (found == null) throw new NotFoundError(what, path);
  return found;
}

/** Notes that the show is the sandbox's; resolves with where the map of an earlier one with its id had ended. */
export async function noteShow(database: Querier, showId: string): Promise<{ version: number; epoch: number }> {
  const [kept] = await database.query<{ version: number; epoch: number }>(NOTE_SHOW, [showId]);
  return kept!;
}

/** The sandbox's shows, or that one of them. */
export async function listSandboxShows(database: Querier, showId: string | null): Promise<SandboxShow[]> {
  return await database.query<SandboxShow>(LIST_SHOWS, [showId]);
}

/** What of the show is held, sold and blocked. */
export async function findPurchases(database: Querier, showId: string): Promise<Purchase[]> {
  return await database.query<Purchase>(FIND_PURCHASES, [showId]);
}

/** How much is still on its way: seats that are to be freed, events that are to be consumed. */
export async function countUnsettled(
  database: Querier,
  showIds: readonly string[],
  consumers: readonly string[],
): Promise<number> {
  const [row] = await database.query<{ count: number }>(COUNT_UNSETTLED, [showIds, consumers]);
  return row!.count;
}

/** Removes the shows with their plans, inside the caller's transaction; false, and nothing changed, while something of them is unsettled. */
export async function removeShows(
  tx: Querier,
  shows: readonly SandboxShow[],
  consumers: readonly string[],
): Promise<boolean> {
  const showIds = shows.map(({ id }) => id);
  await tx.query(LOCK_MAPS, [showIds]);
  if ((await countUnsettled(tx, showIds, consumers)) > 0) return false;
  await tx.query(KEEP_VERSIONS, [showIds]);
  await tx.query(REMOVE_SHOWS, [showIds]);
  const { name, city } = SANDBOX_VENUE;
  await tx.query(REMOVE_PLANS, [[...new Set(shows.map(({ planId }) => planId))], name, city]);
  return true;
}
