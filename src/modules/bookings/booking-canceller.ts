import { newId } from '../../platform/ids.ts';
import { readClock } from '../../platform/postgres/clock.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { can } from '../identity/rights.ts';
import type { CallerLimits, Calling } from '../limits/caller-limits.ts';
import type { ChangeRules } from '../shows/change-rules.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import { goodTicketIds, voidTickets } from '../tickets/tickets.ts';
import { type Booking, lockBooking } from './booking.ts';
import { type BookingAccess, found } from './booking-access.ts';
import type { BookingCache } from './booking-cache.ts';
import { changeStatus } from './booking-record.ts';
import { BookingNotCancellableError } from './bookings.errors.ts';
import type { CancellationRules, KeptMoney } from './cancellation-rules.ts';
import type { RefundRequests } from './refund-requests.ts';

export interface BookingCancellerDeps {
  database: Database;
  cache: BookingCache;
  access: BookingAccess;
  shows: ShowsService;
  limits: Pick<CallerLimits, 'paidBookingCancelled'>;
  refunds: RefundRequests;
  rules: CancellationRules;
}

const LOCK_SHOW = readStatement(new URL('./sql/lock-show-rules.sql', import.meta.url));
const READ_ENDING = readStatement(new URL('./sql/read-show-ending.sql', import.meta.url));

export interface CancelledBooking {
  bookingId: string;
  reason?: string | null | undefined;
  /** What the caller was told that goes back: where less would, nothing is cancelled; where less did, it was not cancelled like that. */
  minimumRefund?: number | null | undefined;
}

/** Cancels bookings that wait for payment or are confirmed; money paid goes back, by the rules of the show where its buyer cancels. */
export class BookingCanceller {
  readonly #deps: BookingCancellerDeps;

  constructor(deps: BookingCancellerDeps) {
    this.#deps = deps;
  }

  async cancel(calling: Calling, cancelled: CancelledBooking): Promise<void> {
    const { database, access, shows, limits, refunds } = this.#deps;
    const { bookingId } = cancelled;
    const { principal } = calling;
    const known = found(
      await access.bookingFor(principal, 'booking.cancel', await access.readFor(principal, bookingId)),
    );
    const cached = (await shows.getShow(known.showId))!;
    const isBound = !can(principal, 'show.cancelBookings', cached);
    const wasPaid = await database.transaction(async (tx) => {
      const booking = found(await lockBooking(tx, bookingId));
      if (booking.status === 'CANCELLED' || booking.status === 'REFUNDED') {
        assertAgreed(booking, await refunds.ofEnd(tx, booking), cancelled);
        return false;
      }
      if (booking.status === 'EXPIRED') throw new BookingNotCancellableError(booking.status);
      const show = isBound ? await showNow(tx, booking, cached) : cached;
      if (isBound) await this.#assertInTime(tx, booking, show);
      const kept = isBound ? await this.#deps.rules.keptOf(tx, booking, show) : null;
      const all = booking.status === 'CONFIRMED' ? await refunds.leftOf(tx, booking) : 0;
      assertAgreed(booking, kept?.refund ?? all, cancelled);
      return await this.#end(tx, booking, {
        kept,
        actorId: principal.id,
        reason: cancelled.reason ?? null,
      });
    });
    if (wasPaid) await limits.paidBookingCancelled(calling);
    refunds.wake();
  }

  /** Of who is bound by the rules of the show. */
  async #assertInTime(tx: Querier, booking: Booking, show: Show): Promise<void> {
    const until = this.#deps.rules.cancellableUntil(booking, show);
    const now = await readClock(tx);
    if (show.startsAt <= now) throw new BookingNotCancellableError(booking.status, 'SHOW_BEGUN');
    if (until === null) throw new BookingNotCancellableError(booking.status, 'NOT_OFFERED');
    if (until <= now) throw new BookingNotCancellableError(booking.status, 'TOO_LATE');
  }

  /** Resolves with whether it was confirmed. */
  async #end(
    tx: Querier,
    booking: Booking,
    { kept, actorId, reason }: { kept: KeptMoney | null; actorId: string; reason: string | null },
  ): Promise<boolean> {
    const { cache, refunds, rules } = this.#deps;
    const changeId = newId('quote');
    const ticketIds = kept ? await goodTicketIds(tx, booking.id) : [];
    // First: the ledger has what is kept, and then that the booking has ended.
    if (kept) await rules.noteEnding(tx, booking, { changeId, actorId, money: kept });
    const after = await changeStatus(tx, cache, booking, { to: 'CANCELLED', reason, actorId });
    if (booking.status !== 'CONFIRMED') return false;
    await voidTickets(tx, [booking.id]);
    if (!kept) await refunds.request(tx, [after]);
    else if (kept.refund === 0) await refunds.request(tx, [after], 'NONE');
    else await refunds.requestOfChange(tx, after, { changeId, amount: kept.refund, ticketIds });
    return true;
  }
}

/** One that is cancelled already is so for less than the caller was told, or not: whoever repeats a call has its first answer. */
function assertAgreed({ status, currency }: Booking, amount: number, { minimumRefund }: CancelledBooking): void {
  if (amount >= (minimumRefund ?? 0)) return;
  throw new BookingNotCancellableError(status, 'LESS_GOES_BACK', { amount, currency });
}

/**
 * The show with the rules that it has now, which do not change before the transaction ends: not those that this node remembers. Throws
 * BookingNotCancellableError where its bookings end with it: that is as the organiser has chosen.
 */
async function showNow(tx: Querier, { status, showId }: Booking, cached: Show): Promise<Show> {
  const [row] = await tx.query<Pick<Show, 'status' | 'startsAt'> & ChangeRules>(LOCK_SHOW, [showId]);
  const { status: showStatus, startsAt, ...changeRules } = row!;
  // Its own statement: that of the lock has waited for what it does not see.
  const [{ isEnding }] = (await tx.query<{ isEnding: boolean }>(READ_ENDING, [showId])) as [{ isEnding: boolean }];
  if (isEnding) throw new BookingNotCancellableError(status, 'SHOW_CANCELLED');
  return { ...cached, status: showStatus, startsAt, changeRules };
}
