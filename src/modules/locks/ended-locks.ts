import type { Querier } from '../../platform/postgres/database.ts';
import { deleteInTurns } from '../../platform/postgres/delete-in-turns.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';

/** Locks that ended without a booking: nothing else points to them. */

const FORGET_ENDED_LOCKS = readStatement(new URL('./sql/forget-ended-locks.sql', import.meta.url));
const TRIM_ENDED_LOCKS = readStatement(new URL('./sql/trim-ended-locks.sql', import.meta.url));
/** Deleted in one statement; what is left goes with the next one. */
const TRIMMED_AT_ONCE = 1_000;

/** Forgets an owner's locks that ended without a booking, but for the newest `kept`. */
export async function trimEndedLocks(database: Querier, ownerId: string, kept: number): Promise<void> {
  await database.query(TRIM_ENDED_LOCKS, [ownerId, kept, TRIMMED_AT_ONCE]);
}

/** Forgets all locks that ended without a booking more than so many days ago. */
export async function forgetEndedLocks(database: Querier, keptDays: number): Promise<void> {
  await deleteInTurns(database, FORGET_ENDED_LOCKS, [keptDays]);
}
