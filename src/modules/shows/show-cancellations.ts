import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';

/** The table show_cancellations: cancelled shows of which something may be held still. */

const INSERT = readStatement(new URL('./sql/insert-cancellation.sql', import.meta.url));
const FIND_DUE = readStatement(new URL('./sql/find-due-cancellations.sql', import.meta.url));
const NEXT = readStatement(new URL('./sql/next-cancellation.sql', import.meta.url));
const DELETE = readStatement(new URL('./sql/delete-cancellation.sql', import.meta.url));

/**
 * So much later a worker looks after the show, whatever became of the node that has cancelled it: when no node takes it for
 * one on sale any more (see `KnownShows`).
 */
const LOOK_AFTER_MS = 3_000;

/** Inside the transaction that cancels the show. */
export async function noteCancellation(tx: Querier, showId: string): Promise<void> {
  await tx.query(INSERT, [showId, LOOK_AFTER_MS]);
}

/** The ids of up to `limit` shows that are to be looked after, the longest due first. */
export async function findDueCancellations(database: Querier, limit: number): Promise<string[]> {
  const rows = await database.query<{ showId: string }>(FIND_DUE, [limit]);
  return rows.map(({ showId }) => showId);
}

/** Until the next show is to be looked after, in milliseconds; null when there is none. */
export async function untilNextCancellation_ms(database: Querier): Promise<number | null> {
  const [next] = await database.query<{ ms: number | null }>(NEXT);
  return next?.ms ?? null;
}

/** Nothing is held of the show any more. */
export async function forgetCancellation(database: Querier, showId: string): Promise<void> {
  await database.query(DELETE, [showId]);
}
