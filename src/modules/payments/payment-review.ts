import type { Logger } from '../../platform/observability/logger.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { findPayment } from './payment.ts';
import type { PaymentKey, PaymentProvider, PaymentState } from './payment-provider.ts';
import type { Settlement } from './settlement.ts';

export interface PaymentReviewDeps {
  database: Querier;
  provider: PaymentProvider;
  settlement: Settlement;
  logger: Logger;
}

/** Asks the provider how payments stand, and settles what it says. */
export interface PaymentReview {
  /**
   * Of one payment. `reference`: the provider's own id, where we may not have noted it yet; `isOver`: its booking waits for it no more,
   * so that it is ended where it waits for the buyer. Resolves with how it stands; null: the provider has never charged it, and
   * nothing is written down. Throws NotFoundError.
   */
  review(paymentId: string, more?: { reference?: string; isOver?: boolean }): Promise<PaymentState | null>;
}

export function createPaymentReview({ database, provider, settlement, logger }: PaymentReviewDeps): PaymentReview {
  /** Once it has ended nothing can be charged: only then it has failed. */
  async function end(key: PaymentKey, stood: PaymentState): Promise<PaymentState | null> {
    const ended = await provider.cancelPayment(key);
    logger.info({ paymentId: key.paymentId, status: ended?.status }, 'a payment that waited for the buyer was ended');
    // What the provider said of the failed attempt tells more than that it was ended.
    return ended?.status === 'FAILED' && stood.failureCode ? { ...ended, failureCode: stood.failureCode } : ended;
  }

  return {
    async review(paymentId, { reference, isOver = false } = {}) {
      const payment = await findPayment(database, paymentId);
      if (!payment) throw new NotFoundError('Payment', 'paymentId');
      const key = { paymentId, reference: reference ?? payment.providerReference };
      const found = await provider.lookup(key);
      const waitsForBuyer = found?.status === 'PENDING' && found.pendingReason === 'REQUIRES_ACTION';
      // The money that was under way did not arrive: the buyer's time to pay in another way may be over for days.
      const hasFallenBack = waitsForBuyer && payment.pendingReason === 'PROCESSING';
      const state = waitsForBuyer && (isOver || hasFallenBack) ? await end(key, found) : found;
      if (state) await settlement.settle(paymentId, state);
      return state;
    },
  };
}
