import { createDueWorker, type DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { readClock } from '../../platform/postgres/clock.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { RetryPauses } from '../../platform/timing/retry-pauses.ts';
import { findUndecidedPayments, type Payment } from './payment.ts';
import type { PaymentProvider } from './payment-provider.ts';
import type { Settlement } from './settlement.ts';

const ASK_AFTER_MS = 10_000;
/** A provider that knows nothing of a payment this old was never asked to charge it: its node died before. */
const GIVE_UP_AFTER_MS = 60_000;
const EVERY_MS = 5_000;
/** Between two questions about a payment that the provider does not decide, or can't be asked about. */
const PAUSES = { first_ms: 5_000, max_ms: 10 * 60_000 };
const BATCH = 50;

/** Asks the provider about payments that nobody has told us the end of: an answer and a webhook can both get lost. */
export function createPaymentReconciler(deps: {
  database: Querier;
  provider: PaymentProvider;
  settlement: Settlement;
  logger: Logger;
}): DueWorker {
  const { database, provider, settlement, logger } = deps;
  const pauses = new RetryPauses(PAUSES);

  async function reconcile(payment: Payment): Promise<void> {
    const found = await provider.lookup(payment.id);
    if (found === null) {
      const now = await readClock(database);
      if (payment.createdAt.getTime() > now.getTime() - GIVE_UP_AFTER_MS) return;
      logger.warn({ paymentId: payment.id }, 'the provider does not know this payment: giving it up');
      await settlement.settle(payment.id, { status: 'FAILED', reference: null, failureCode: 'not_charged' });
      return;
    }
    if (found.status === 'PENDING') {
      pauses.failed(payment.id);
      return;
    }
    logger.info({ paymentId: payment.id, status: found.status }, 'payment decided by asking the provider');
    await settlement.settle(payment.id, {
      status: found.status,
      reference: found.reference,
      failureCode: found.failureCode ?? null,
    });
  }

  return createDueWorker({
    name: 'payment reconciler',
    logger,
    maxSleep_ms: EVERY_MS,
    async runDue() {
      for (let after = ''; ; ) {
        const payments = await findUndecidedPayments(database, { age_ms: ASK_AFTER_MS, after, limit: BATCH });
        for (const payment of payments) {
          if (pauses.isResting(payment.id)) continue;
          // One that can't be looked up must not keep the others waiting.
          await reconcile(payment).catch((error) => {
            const retryIn_ms = Math.round(pauses.failed(payment.id));
            const about = { err: error, paymentId: payment.id, retryIn_ms };
            logger.warn(about, 'payment not reconciled, it will be tried again');
          });
        }
        if (payments.length < BATCH) return null;
        after = payments.at(-1)!.id;
      }
    },
  });
}
