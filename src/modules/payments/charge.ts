import type { Logger } from '../../platform/observability/logger.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { pause } from '../../platform/timing/pause.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { found } from '../bookings/booking-access.ts';
import { findPayment } from './payment.ts';
import { noteReferenceOfPending, PaymentDecidedError } from './payment-changes.ts';
import type { Attempt } from './payment-initiation.ts';
import {
  type PaymentMethod,
  type PaymentProvider,
  type PaymentState,
  UnknownPaymentTokenError,
} from './payment-provider.ts';

export interface ChargeDeps {
  database: Database;
  provider: PaymentProvider;
  logger: Logger;
}

/**
 * The pauses between tries to charge that failed soon: a lost connection is mostly there again a moment later, and the
 * provider charges a payment once. One that was never charged would keep its seats until it is given up, or their time is up.
 */
const CHARGE_AGAIN_AFTER_MS = [100, 300, 900];
/** A provider that took longer than this is not asked again: the buyer is waiting. */
const SOON_MS = 3_000;

/** Has the provider charge what was written down by `initiatePayment`, or open a session for it. */
export async function charge(
  { database, provider, logger }: ChargeDeps,
  attempt: Attempt,
  method: PaymentMethod,
): Promise<PaymentState> {
  const { paymentId, reference, bookingId, amount, currency, expiresAt: holdExpiresAt } = attempt;
  const asked_ms = performance.now();
  for (let tries = 0; ; tries += 1) {
    try {
      // A PostgreSQL that has lost commits meanwhile may know nothing of it any more: nobody would give the money back.
      if (tries > 0) found(await findPayment(database, paymentId));
      return await provider.createPayment({
        paymentId,
        reference,
        bookingId,
        amount: { amount, currency },
        method,
        holdExpiresAt,
        noteReference: (noted) => noteReferenceOfPending(database, paymentId, noted),
      });
    } catch (error) {
      if (error instanceof NotFoundError) throw error;
      if (error instanceof PaymentDecidedError) return { status: 'PENDING', reference: null };
      const isUnknownToken = error instanceof UnknownPaymentTokenError;
      // Later a token that is good for one charge may have been used by a try whose answer was lost.
      if (isUnknownToken && tries === 0) {
        return { status: 'FAILED', reference: null, failureCode: 'unknown_payment_token' };
      }
      logger.warn({ err: error, paymentId }, 'no answer from the payment provider');
      const pause_ms = CHARGE_AGAIN_AFTER_MS[tries];
      // The outcome is unknown: the webhook or the reconciler brings it.
      if (isUnknownToken || pause_ms === undefined || performance.now() - asked_ms > SOON_MS) {
        return { status: 'PENDING', reference: null };
      }
      await pause(pause_ms);
    }
  }
}
