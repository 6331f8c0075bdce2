import { readClock } from '../../platform/postgres/clock.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { can } from '../identity/rights.ts';
import type { CallerLimits, Calling } from '../limits/caller-limits.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import { voidTickets } from '../tickets/tickets.ts';
import { lockBooking } from './booking.ts';
import { type BookingAccess, found } from './booking-access.ts';
import type { BookingCache } from './booking-cache.ts';
import { changeStatus } from './booking-record.ts';
import { BookingNotCancellableError } from './bookings.errors.ts';
import type { RefundRequests } from './refund-requests.ts';

export interface BookingCancellerDeps {
  database: Database;
  cache: BookingCache;
  access: BookingAccess;
  shows: ShowsService;
  limits: Pick<CallerLimits, 'paidBookingCancelled'>;
  refunds: RefundRequests;
}

export interface CancelledBooking {
  bookingId: string;
  reason?: string | null | undefined;
}

/** Cancels bookings that wait for payment or are confirmed; money paid goes back. */
export class BookingCanceller {
  readonly #deps: BookingCancellerDeps;

  constructor(deps: BookingCancellerDeps) {
    this.#deps = deps;
  }

  async cancel(calling: Calling, { bookingId, reason }: CancelledBooking): Promise<void> {
    const { database, cache, access, shows, limits, refunds } = this.#deps;
    const { principal } = calling;
    const known = found(
      await access.bookingFor(principal, 'booking.cancel', await access.readFor(principal, bookingId)),
    );
    const show = (await shows.getShow(known.showId))!;
    const wasPaid = await database.transaction(async (tx) => {
      const booking = found(await lockBooking(tx, bookingId));
      if (booking.status === 'CANCELLED' || booking.status === 'REFUNDED') return false;
      if (booking.status === 'EXPIRED') throw new BookingNotCancellableError(booking.status);
      if (!can(principal, 'show.cancelBookings', show) && show.startsAt <= (await readClock(tx))) {
        throw new BookingNotCancellableError(booking.status, 'The show has begun.');
      }
      const cancelled = await changeStatus(tx, cache, booking, { to: 'CANCELLED', reason: reason ?? null });
      if (booking.status !== 'CONFIRMED') return false;
      await voidTickets(tx, [bookingId]);
      await refunds.request(tx, [cancelled]);
      return true;
    });
    if (wasPaid) await limits.paidBookingCancelled(calling);
    refunds.wake();
  }
}
