import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { voidTickets } from '../tickets/tickets.ts';
import { type Booking, findBookings, lockBooking } from './booking.ts';
import type { BookingCache } from './booking-cache.ts';
import { changeStatuses } from './booking-record.ts';
import { holdsSeats } from './booking-states.ts';
import type { RefundRequests, RefundTerms } from './refund-requests.ts';

const LOCK_BOOKINGS = readStatement(new URL('./sql/lock-bookings-of-show.sql', import.meta.url));
const FIND_BOOKINGS = readStatement(new URL('./sql/find-bookings-of-show.sql', import.meta.url));

/** Some of the bookings of a show: at most `limit`, and none of `except`. */
export interface SomeOfShow {
  showId: string;
  limit: number;
  except: readonly string[];
}

/** How bookings end with their show. */
export interface EndWithShow {
  reason: string | null;
  terms: RefundTerms;
}

export interface BookingsOfShowDeps {
  cache: BookingCache;
  refunds: Pick<RefundRequests, 'request'>;
}

/** The ids of bookings of the show that are not over, also of those that others are at. */
export async function findBookingsOfShow(database: Querier, { showId, limit, except }: SomeOfShow): Promise<string[]> {
  const rows = await database.query<{ id: string }>(FIND_BOOKINGS, [showId, limit, except]);
  return rows.map(({ id }) => id);
}

/**
 * Cancels bookings of a cancelled show, those that wait for payment as those that are confirmed, and asks for their refunds, in the caller's
 * transaction. Those that others are at are left to them. Resolves with how many there were.
 */
export async function endBookingsOfShow(
  tx: Querier,
  deps: BookingsOfShowDeps,
  { showId, limit, except }: SomeOfShow,
  how: EndWithShow,
): Promise<number> {
  const locked = await tx.query<{ id: string }>(LOCK_BOOKINGS, [showId, limit, except]);
  const bookings = await findBookings(
    tx,
    locked.map(({ id }) => id),
  );
  await endBookings(
    tx,
    deps,
    locked.map(({ id }) => bookings.get(id)!),
    how,
  );
  return locked.length;
}

/** The same with one of them; false where it is over already. */
export async function endBookingWithShow(
  tx: Querier,
  deps: BookingsOfShowDeps,
  bookingId: string,
  how: EndWithShow,
): Promise<boolean> {
  const booking = await lockBooking(tx, bookingId);
  if (!booking || !holdsSeats(booking.status)) return false;
  await endBookings(tx, deps, [booking], how);
  return true;
}

/** With as many statements for all of them as for one. */
async function endBookings(
  tx: Querier,
  { cache, refunds }: BookingsOfShowDeps,
  bookings: readonly Booking[],
  { reason, terms }: EndWithShow,
): Promise<void> {
  const cancelled = await changeStatuses(tx, cache, bookings, { to: 'CANCELLED', reason, endsWithShow: true });
  // What is still under way for the others pays for nothing when it comes, and goes back then.
  const sold = cancelled.filter((_, index) => bookings[index]!.status === 'CONFIRMED');
  if (sold.length === 0) return;
  await voidTickets(
    tx,
    sold.map(({ id }) => id),
  );
  await refunds.request(tx, sold, terms);
}
