import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { writeEvents } from '../events/write-events.ts';
import type { Booking, RefundState } from './booking.ts';
import type { BookingCache } from './booking-cache.ts';
import { bookingEvent, changeStatus } from './booking-record.ts';
import { holdsSeats } from './booking-states.ts';

const CHANGE_REFUND_STATE = readStatement(new URL('./sql/change-refund-state.sql', import.meta.url));

/** What became of a refund, and how the booking stands with its customer after it. */
export interface RefundNews {
  outcome: 'SUCCEEDED' | 'FAILED';
  /**
   * Of what had paid for the booking, in minor units: what went back now, or, of one that failed after it had been made, came back. 0 of
   * money that had paid for nothing, and of a refund that was never made.
   */
  amount: number;
  /** The refund is of money that had paid for nothing: it came too late, or twice. */
  isSurplus: boolean;
  /** Some of the money that came for the booking is not back. */
  isOwed: boolean;
  /** A refund failed, and was not made since. */
  hasFailed: boolean;
  /** Money that had paid for it is back. */
  isPartlyBack: boolean;
}

/**
 * Brings a booking, whose row the caller has locked, to what its refunds make of it, and tells of it: REFUNDED once it is over and all
 * money is back. One that stands is not concerned by money that had paid for nothing. Resolves with the booking as it is then: what is noted
 * of it next in the transaction is noted of that, as each change has a revision of its own.
 */
export async function noteRefund(
  tx: Querier,
  cache: BookingCache,
  booking: Booking,
  news: RefundNews,
): Promise<Booking> {
  const stands = holdsSeats(booking.status);
  if (stands && news.isSurplus) return booking;
  const money = { amount: news.amount, currency: booking.currency };
  const isOver = booking.status === 'CANCELLED' || booking.status === 'EXPIRED';
  if (isOver && !news.isOwed) {
    return await changeStatus(tx, cache, booking, { to: 'REFUNDED', refunded: money });
  }
  const refundState = stateAfter(stands, news);
  const after: Booking = { ...booking, refundState, revision: booking.revision + 1 };
  await cache.expectRevision(after.id, after.revision);
  const changed = await tx.query(CHANGE_REFUND_STATE, [after.id, refundState, after.revision]);
  if (changed.length === 0) throw new Error(`booking ${after.id} has revision ${after.revision} already`);
  const event =
    news.outcome === 'SUCCEEDED'
      ? { ...bookingEvent(after, 'booking.partly_refunded'), refunded: money }
      : { ...bookingEvent(after, 'booking.refund_failed'), returned: money };
  await writeEvents(tx, [event]);
  return after;
}

function stateAfter(stands: boolean, { isOwed, hasFailed, isPartlyBack }: RefundNews): RefundState | null {
  if (stands) return isPartlyBack ? 'PARTLY_REFUNDED' : null;
  return isOwed && hasFailed ? 'REFUND_FAILED' : null;
}
