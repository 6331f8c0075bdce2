import type { Logger } from '../../platform/observability/logger.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { type Booking, lockBooking } from '../bookings/booking.ts';
import type { BookingCache } from '../bookings/booking-cache.ts';
import { changeStatus } from '../bookings/booking-record.ts';
import type { PaymentEvent } from '../events/events.ts';
import { type NewEvent, writeEvents } from '../events/write-events.ts';
import { confirmBooking } from './confirmation.ts';
import {
  findPayment,
  findPaymentsOf,
  lockPayment,
  PAYMENT_TRANSITIONS,
  type Payment,
  type PaymentStatus,
  requestRefundOf,
} from './payment.ts';

const CHANGE_PAYMENT = readStatement(new URL('./sql/change-payment.sql', import.meta.url));

export interface Decision {
  status: 'SUCCEEDED' | 'FAILED';
  reference: string | null;
  failureCode?: string | null;
}

export interface Settlement {
  /**
   * Writes down what became of a payment, whoever says so (the provider's answer, its webhook, our looking it up), however
   * often and in whatever order. A success confirms the booking and makes its tickets in the same statement; one that
   * comes after the booking has ended goes back. Throws NotFoundError.
   */
  settle(paymentId: string, decision: Decision): Promise<void>;
  /** Writes down that the money went back: the payment is REFUNDED, and so is the booking once all of its money is back. */
  recordRefund(paymentId: string): Promise<void>;
}

export interface SettlementDeps {
  database: Database;
  cache: BookingCache;
  logger: Logger;
  /** Called after a commit that left money to be given back. */
  onRefundDue: () => void;
}

export function createSettlement({ database, cache, logger, onRefundDue }: SettlementDeps): Settlement {
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
            await changePayment(tx, payment, { status: 'FAILED', decision });
          }
          return false;
        }
        if (payment.status === 'FAILED') {
          logger.warn({ paymentId, bookingId: booking.id }, 'a payment given up on was captured after all: refunding');
          await requestRefundOf(tx, paymentId, decision.reference);
          return true;
        }
        if (payment.status !== 'PENDING') return false;
        // It would have been confirmed above, and nothing leads back to where it could be.
        if (booking.status === 'PENDING_PAYMENT') throw new Error(`booking ${booking.id} was not confirmed`);
        await changePayment(tx, payment, { status: 'SUCCEEDED', decision });
        logger.info({ paymentId, bookingId: booking.id, status: booking.status }, 'payment came too late: refunding');
        await requestRefundOf(tx, paymentId, decision.reference);
        return true;
      });
      if (refundDue) onRefundDue();
    },
    async recordRefund(paymentId) {
      await withLocked(paymentId, async (tx, payment, booking) => {
        if (payment.status === 'REFUNDED') return;
        await changePayment(tx, payment, { status: 'REFUNDED' });
        // A booking that is paid otherwise (after a payment that was given up on) keeps its state.
        const isOver = booking.status === 'CANCELLED' || booking.status === 'EXPIRED';
        if (isOver && !(await owesRefund(tx, booking.id))) {
          await changeStatus(tx, cache, booking, { to: 'REFUNDED' });
        }
      });
    },
  };
}

/** Whether money of the booking is still to go back: beside the payment that paid for it, of one that was given up on and captured after all. */
async function owesRefund(tx: Querier, bookingId: string): Promise<boolean> {
  const payments = await findPaymentsOf(tx, bookingId);
  return payments.some(({ status, refundRequestedAt }) => status !== 'REFUNDED' && refundRequestedAt !== null);
}

interface PaymentChange {
  status: Exclude<PaymentStatus, 'PENDING'>;
  decision?: Decision;
}

async function changePayment(tx: Querier, payment: Payment, { status, decision }: PaymentChange): Promise<void> {
  if (!PAYMENT_TRANSITIONS[payment.status].includes(status)) {
    throw new Error(`payment ${payment.id} can't go from ${payment.status} to ${status}`);
  }
  const failureCode = status === 'FAILED' ? (decision?.failureCode ?? 'declined') : payment.failureCode;
  await tx.query(CHANGE_PAYMENT, [payment.id, status, failureCode, decision?.reference ?? null]);
  await writeEvents(tx, [paymentEvent({ ...payment, status, failureCode })]);
}

function paymentEvent(
  payment: Pick<Payment, 'id' | 'bookingId' | 'amount' | 'currency' | 'provider' | 'failureCode'> & PaymentChange,
): NewEvent<PaymentEvent> {
  const told = {
    payment_id: payment.id,
    booking_id: payment.bookingId,
    amount: { amount: payment.amount, currency: payment.currency },
    provider: payment.provider,
  };
  switch (payment.status) {
    case 'SUCCEEDED':
      return { event_type: 'payment.succeeded', ...told };
    case 'FAILED':
      return { event_type: 'payment.failed', ...told, failure_code: payment.failureCode! };
    case 'REFUNDED':
      return { event_type: 'payment.refunded', ...told };
  }
}
