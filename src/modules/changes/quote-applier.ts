import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { Booking } from '../bookings/booking.ts';
import type { BookingCache } from '../bookings/booking-cache.ts';
import { changeBooking } from '../bookings/booking-change.ts';
import type { RefundRequests } from '../bookings/refund-requests.ts';
import { exchangeBooked, takeHold } from '../inventory/changed-booking.ts';
import { quantitiesOf } from '../inventory/places.ts';
import type { MapEvent } from '../inventory/seat-changes.ts';
import { endTickets, insertTickets, newTickets } from '../tickets/tickets.ts';
import { BookingNotChangeableError, QuoteNotUsableError } from './changes.errors.ts';
import { markApplied, type Quote } from './quote.ts';

const READ_SHOW = readStatement(new URL('./sql/read-show.sql', import.meta.url));

export interface QuoteApplierDeps {
  cache: BookingCache;
  refunds: Pick<RefundRequests, 'requestOfChange'>;
}

/** Does what quotes say, in the caller's transaction, which has locked the booking's row and found it as it was. */
export class QuoteApplier {
  readonly #deps: QuoteApplierDeps;

  constructor(deps: QuoteApplierDeps) {
    this.#deps = deps;
  }

  /**
   * What is to be paid for it was paid in the same transaction. The tickets end and others take their place, the booking has and costs what the quote says, its old seats are free and the new ones its own,
   * and its money is asked for. Resolves with the changes of the map, for the lock store to be told of after the commit. Throws
   * QuoteNotUsableError, BookingNotChangeableError, RefundNotPossibleError.
   */
  async apply(tx: Querier, booking: Booking, quote: Quote): Promise<MapEvent[]> {
    const { cache, refunds } = this.#deps;
    const { id: changeId, refund, terms, lockId: holdId } = quote;
    const { id: bookingId, showId, lockId } = booking;
    const { planId } = await assertShowStands(tx, showId);
    if (!(await markApplied(tx, changeId))) throw new QuoteNotUsableError('EXPIRED');
    const { ticketIds, seatIds, rows, added, lockedSeatIds, lines } = terms;
    const taken = holdId === null ? null : { lockId: holdId, seatIds: lockedSeatIds };
    // Its lock may have been released, changed or booked by its owner.
    if (taken && !(await takeHold(tx, showId, taken))) throw new QuoteNotUsableError('EXPIRED');
    await endTickets(tx, bookingId, { ticketIds, changeId });
    const after = await changeBooking(tx, cache, booking, { seatIds, rows, added, planId, lines });
    if (added.length > 0) {
      await insertTickets(tx, bookingId, newTickets({ seatIds: added.map(({ seatId }) => seatId) }));
    }
    if (refund > 0) await refunds.requestOfChange(tx, after, { amount: refund, changeId, ticketIds });
    // Last: whoever else changes seats of the show waits for its head. A seat that another ticket of it is for stays booked.
    const kept = new Set(added.map(({ seatId }) => seatId));
    const freed = seatIds.filter((seatId) => !kept.has(seatId));
    const given = { seatIds: freed, areas: quantitiesOf(rows) };
    return await exchangeBooked(tx, { showId, lockId, bookingId }, { given, taken });
  }
}

/** Resolves with the show's plan. Throws BookingNotChangeableError where the show is cancelled. */
export async function assertShowStands(tx: Querier, showId: string): Promise<{ planId: string }> {
  const [show] = await tx.query<{ status: string; planId: string }>(READ_SHOW, [showId]);
  if (!show || show.status === 'CANCELLED') throw new BookingNotChangeableError('SHOW_CANCELLED');
  return show;
}
