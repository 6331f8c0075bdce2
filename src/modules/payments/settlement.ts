import type { Logger } from '../../platform/observability/logger.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { type Booking, lockBooking } from '../bookings/booking.ts';
import type { BookingCache } from '../bookings/booking-cache.ts';
import type { RefundRequests } from '../bookings/refund-requests.ts';
import { confirmBooking } from './confirmation.ts';
import { findPayment, lockPayment, type Payment } from './payment.ts';
import { type Decision, decide, noteReference } from './payment-changes.ts';

export interface Settlement {
  /**
   * Writes down what became of a payment, whoever says so (the provider's answer, its webhook, our looking it up), however
   * often and in whatever order. A success confirms the booking and makes its tickets in the same statement; one that
   * comes after the booking has ended goes back. Throws NotFoundError.
   */
  settle(paymentId: string, decision: Decision): Promise<void>;
}

export interface SettlementDeps {
  database: Database;
  cache: BookingCache;
  logger: Logger;
  refunds: Pick<RefundRequests, 'requestSurplus' | 'wake'>;
}

export function createSettlement({ database, cache, logger, refunds }: SettlementDeps): Settlement {
  /** Runs with the booking's row locked, then the payment's: always in this order. */
  async function withLocked<T>(
    paymentId: string,
    work: (tx: Querier, payment: Payment, booking: Booking) => Promise<T>,
  ): Promise<T> {
    const known = await findPayment(database, paymentId);
    if (!known) throw new NotFoundError('Payment', 'paymentId');
    return await database.transaction(async (tx) => {
      const booking = await lockBooking(tx, known.bookingId);
      const payment = booking && (await lockPayment(tx, paymentId));
      // A PostgreSQL that has just lost commits may know neither any more.
      if (!booking || !payment) throw new NotFoundError('Payment', 'paymentId');
      return await work(tx, payment, booking);
    });
  }

  return {
    async settle(paymentId, decision) {
      const { status, reference } = decision;
      if (status === 'SUCCEEDED' && (await confirmBooking(database, cache, { paymentId, reference }))) return;
      const refundDue = await withLocked(paymentId, async (tx, payment, booking) => {
        if (decision.status === 'FAILED') {
          if (payment.status === 'PENDING') {
            await decide(tx, payment, decision);
          }
          return false;
        }
        if (payment.status === 'FAILED') {
          logger.warn({ paymentId, bookingId: booking.id }, 'a payment given up on was captured after all: refunding');
          await noteReference(tx, payment, decision.reference);
          await refunds.requestSurplus(tx, booking, payment);
          return true;
        }
        if (payment.status !== 'PENDING') return false;
        // It would have been confirmed above, and nothing leads back to where it could be.
        if (booking.status === 'PENDING_PAYMENT') throw new Error(`booking ${booking.id} was not confirmed`);
        await decide(tx, payment, decision);
        logger.info({ paymentId, bookingId: booking.id, status: booking.status }, 'payment came too late: refunding');
        await refunds.requestSurplus(tx, booking, payment);
        return true;
      });
      if (refundDue) refunds.wake();
    },
  };
}
