import type { Logger } from '../../platform/observability/logger.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { type Booking, lockBooking } from '../bookings/booking.ts';
import type { BookingCache } from '../bookings/booking-cache.ts';
import { noteRefund } from '../bookings/booking-refunds.ts';
import { lockPayment, type Payment } from '../payments/payment.ts';
import { setRefunded, setUnrefunded } from '../payments/payment-changes.ts';
import { readOwed } from './owed.ts';
import { findRefund, GIVEN_UP, lockRefund, type Refund } from './refund.ts';
import { changeRefund, type RefundChange } from './refund-writer.ts';

export interface RefundOutcomes {
  /**
   * Writes down what became of a refund, whoever says so and however often: the refund, its payment (REFUNDED once all of it is back),
   * its booking, and the events of each, in one transaction. FAILED after SUCCEEDED: the money came back. Throws NotFoundError.
   */
  settle(refundId: string, change: RefundChange): Promise<void>;
}

export interface LockedRefund {
  refund: Refund;
  payment: Payment;
  booking: Booking;
}

/** Runs with the rows of the booking, its payment and the refund locked: always in this order. Throws NotFoundError. */
export async function withLockedRefund<T>(
  database: Database,
  refundId: string,
  work: (tx: Querier, locked: LockedRefund) => Promise<T>,
): Promise<T> {
  const known = await findRefund(database, refundId);
  if (!known) throw refundNotFound();
  return await database.transaction(async (tx) => {
    const booking = await lockBooking(tx, known.bookingId);
    const payment = booking && (await lockPayment(tx, known.paymentId));
    const refund = payment && (await lockRefund(tx, refundId));
    // A PostgreSQL that has just lost commits may not know them any more.
    if (!booking || !payment || !refund) throw refundNotFound();
    return await work(tx, { refund, payment, booking });
  });
}

export function refundNotFound(): NotFoundError {
  return new NotFoundError('Refund', 'input.refundId');
}

export function createRefundOutcomes({
  database,
  cache,
  logger,
}: {
  database: Database;
  cache: BookingCache;
  logger: Logger;
}): RefundOutcomes {
  return {
    async settle(refundId, change) {
      await withLockedRefund(database, refundId, async (tx, locked) => {
        const { refund, payment, booking } = locked;
        if (refund.status === change.status) return;
        // What the provider has refused, or taken back, is never made under the same key: that was said before.
        const hasFailedForGood = refund.status === 'FAILED' && refund.failureCode !== GIVEN_UP;
        if (hasFailedForGood && change.status === 'SUCCEEDED') return;
        await changeRefund(tx, refund, change, { showId: booking.showId, provider: payment.provider });
        await changePaymentOf(tx, locked, change);
        const owed = await readOwed(tx, booking.id);
        const wasReversed = change.status === 'FAILED' && refund.status === 'SUCCEEDED';
        const amount = refund.isSurplus || (change.status === 'FAILED' && !wasReversed) ? 0 : refund.amount;
        await noteRefund(tx, cache, booking, { ...owed, outcome: change.status, amount, isSurplus: refund.isSurplus });
        const about = { refundId, paymentId: payment.id, bookingId: booking.id, failureCode: change.failureCode };
        if (change.status === 'SUCCEEDED') logger.info(about, 'refunded');
        // No fault of the product's: customer, box office and figures are told.
        else logger.warn(about, 'a refund failed: its organiser has to see to it');
      });
    },
  };
}

/** A payment is REFUNDED as long as all of it is back. */
async function changePaymentOf(
  tx: Querier,
  { refund, payment }: LockedRefund,
  { status }: RefundChange,
): Promise<void> {
  if (status === 'SUCCEEDED' && payment.refunded + refund.amount === payment.amount) await setRefunded(tx, payment);
  if (status === 'FAILED' && payment.status === 'REFUNDED') await setUnrefunded(tx, payment);
}
