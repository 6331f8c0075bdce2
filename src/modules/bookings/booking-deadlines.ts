import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { BookingCache } from './booking-cache.ts';

/** Deadlines that come sooner, for tests of shops (see modules/sandbox). */

const LOCK_UNPAID = readStatement(new URL('./sql/lock-unpaid.sql', import.meta.url));
const BRING_FORWARD = readStatement(new URL('./sql/bring-forward.sql', import.meta.url));

/**
 * Brings the deadlines of the show's unpaid bookings (of `bookingId` alone, if it is given) forward, by so much, or (null) to now.
 * Resolves with their ids. They expire by their deadlines as any.
 */
export async function bringBookingsForward(
  tx: Querier,
  cache: Pick<BookingCache, 'expectRevision'>,
  { showId, bookingId = null, by_ms }: { showId: string; bookingId?: string | null; by_ms: number | null },
): Promise<string[]> {
  const unpaid = await tx.query<{ id: string; revision: number }>(LOCK_UNPAID, [showId]);
  const moved = unpaid.filter(({ id }) => bookingId === null || id === bookingId);
  for (const { id, revision } of moved) {
    await cache.expectRevision(id, revision + 1);
    await tx.query(BRING_FORWARD, [id, by_ms]);
  }
  return moved.map(({ id }) => id);
}
