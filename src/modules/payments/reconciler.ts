import { createDueWorker, type DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { readClock } from '../../platform/postgres/clock.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { RetryPauses } from '../../platform/timing/retry-pauses.ts';
import { findUndecidedPayments, type UndecidedPayment } from './payment.ts';
import type { PaymentReview } from './payment-review.ts';
import type { Settlement } from './settlement.ts';

const ASK_AFTER_MS = 10_000;
/** A provider that knows nothing of a payment this old was never asked to charge it: its node died before. */
const GIVE_UP_AFTER_MS = 60_000;
const EVERY_MS = 5_000;
/** Between two questions about a payment that the provider does not decide, or can't be asked about. */
const PAUSES = { first_ms: 5_000, max_ms: 10 * 60_000 };
const BATCH = 50;

/**
 * Asks the provider about payments that nobody has told us the end of: an answer and a webhook can both get lost. Those that wait for the
 * buyer are ended when their booking is over.
 */
export function createPaymentReconciler(deps: {
  database: Querier;
  review: PaymentReview;
  settlement: Settlement;
  logger: Logger;
}): DueWorker {
  const { database, review, settlement, logger } = deps;
  const pauses = new RetryPauses(PAUSES);
  /** Those of bookings that were over when they were last asked about: the end of a booking is no time to rest. */
  const seenOver = new Set<string>();

  async function reconcile({ id: paymentId, createdAt, isOver }: UndecidedPayment): Promise<void> {
    const found = await review.review(paymentId, { isOver });
    if (found === null) {
      const now = await readClock(database);
      if (createdAt.getTime() > now.getTime() - GIVE_UP_AFTER_MS) return;
      logger.warn({ paymentId }, 'the provider does not know this payment: giving it up');
      await settlement.settle(paymentId, { status: 'FAILED', reference: null, failureCode: 'not_charged' });
      return;
    }
    if (found.status === 'PENDING') {
      pauses.failed(paymentId);
      return;
    }
    logger.info({ paymentId, status: found.status }, 'payment decided by asking the provider');
  }

  function mayRest({ id, isOver }: UndecidedPayment): boolean {
    if (!isOver) return true;
    const wasSeen = seenOver.has(id);
    seenOver.add(id);
    return wasSeen;
  }

  return createDueWorker({
    name: 'payment reconciler',
    logger,
    maxSleep_ms: EVERY_MS,
    async runDue() {
      const undecided = new Set<string>();
      for (let after = ''; ; ) {
        const payments = await findUndecidedPayments(database, { age_ms: ASK_AFTER_MS, after, limit: BATCH });
        for (const payment of payments) {
          undecided.add(payment.id);
          if (mayRest(payment) && pauses.isResting(payment.id)) continue;
          // One that can't be looked up must not keep the others waiting.
          await reconcile(payment).catch((error) => {
            const retryIn_ms = Math.round(pauses.failed(payment.id));
            const about = { err: error, paymentId: payment.id, retryIn_ms };
            logger.warn(about, 'payment not reconciled, it will be tried again');
          });
        }
        if (payments.length < BATCH) break;
        after = payments.at(-1)!.id;
      }
      for (const id of seenOver) if (!undecided.has(id)) seenOver.delete(id);
      return null;
    },
  });
}
