import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { Booking } from './booking.ts';
import type { BookingCache } from './booking-cache.ts';

/** Until when a booking waits for its payment; the caller has locked its row. Its payment's event tells of the change. */

const SUSPEND_DEADLINE = readStatement(new URL('./sql/suspend-deadline.sql', import.meta.url));
const RESTORE_DEADLINE = readStatement(new URL('./sql/restore-deadline.sql', import.meta.url));

/** Money is under way: it waits for that, however long it takes. One that waits no more stays as it is. */
export async function suspendDeadline(tx: Querier, cache: BookingCache, booking: Booking): Promise<void> {
  if (booking.status !== 'PENDING_PAYMENT' || booking.expiresAt === null) return;
  await change(tx, cache, booking, SUSPEND_DEADLINE);
}

/** The money did not arrive: the deadline is what it was, and may be past. */
export async function restoreDeadline(tx: Querier, cache: BookingCache, booking: Booking): Promise<void> {
  if (booking.status !== 'PENDING_PAYMENT' || booking.expiresAt !== null) return;
  await change(tx, cache, booking, RESTORE_DEADLINE);
}

async function change(tx: Querier, cache: BookingCache, { id, revision }: Booking, statement: string): Promise<void> {
  await cache.expectRevision(id, revision + 1);
  await tx.query(statement, [id, revision + 1]);
}
