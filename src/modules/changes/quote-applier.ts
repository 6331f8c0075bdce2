import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { Booking } from '../bookings/booking.ts';
import type { BookingCache } from '../bookings/booking-cache.ts';
import { changeBooking } from '../bookings/booking-change.ts';
import type { RefundRequests } from '../bookings/refund-requests.ts';
import { freePart } from '../inventory/booked-places.ts';
import { quantitiesOf } from '../inventory/places.ts';
import type { MapEvent } from '../inventory/seat-changes.ts';
import { endTickets } from '../tickets/tickets.ts';
import { BookingNotChangeableError, QuoteNotUsableError } from './changes.errors.ts';
import { markApplied, type Quote } from './quote.ts';

const READ_SHOW_STATUS = readStatement(new URL('./sql/read-show-status.sql', import.meta.url));

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
   * The tickets end, the booking has and costs what the quote says, its seats are free, and its money is asked for. Resolves with the change of the
   * map, for the lock store to be told of after the commit. Throws QuoteNotUsableError, BookingNotChangeableError, RefundNotPossibleError.
   */
  async apply(tx: Querier, booking: Booking, quote: Quote): Promise<MapEvent> {
    const { cache, refunds } = this.#deps;
    const { id: changeId, refund, terms } = quote;
    const { id: bookingId, showId, lockId } = booking;
    const [show] = await tx.query<{ status: string }>(READ_SHOW_STATUS, [showId]);
    if (show?.status === 'CANCELLED') throw new BookingNotChangeableError('SHOW_CANCELLED');
    if (!(await markApplied(tx, changeId))) throw new QuoteNotUsableError('EXPIRED');
    const { ticketIds, seatIds, rows, lines } = terms;
    await endTickets(tx, bookingId, { ticketIds, changeId });
    const after = await changeBooking(tx, cache, booking, { seatIds, rows, lines });
    if (refund > 0) await refunds.requestOfChange(tx, after, { amount: refund, changeId, ticketIds });
    // Last: whoever else changes seats of the show waits for its head.
    return await freePart(tx, { showId, lockId, bookingId }, { seatIds, areas: quantitiesOf(rows) });
  }
}
