import { createDueWorker, type DueWorker } from '../../platform/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { isOutage } from '../../platform/outage.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { findRefundsDue, type Payment, postponeRefund } from './payment.ts';
import type { PaymentProvider } from './payment-provider.ts';
import type { Settlement } from './settlement.ts';

const BATCH = 20;
const RETRY_MS = 5_000;

/**
 * Gives back what was paid for nothing: asks the provider (idempotent per payment, so several nodes may ask) until it
 * has, then writes it down. Woken when a refund becomes due; finds those of other nodes by itself.
 */
export function createRefundWorker(deps: {
  database: Querier;
  provider: PaymentProvider;
  settlement: Settlement;
  logger: Logger;
}): DueWorker {
  const { database, provider, settlement, logger } = deps;

  async function refund(payment: Payment): Promise<boolean> {
    try {
      const { id: paymentId, providerReference: reference, amount, currency } = payment;
      await provider.refund({ paymentId, reference, amount: { amount, currency } });
      await settlement.recordRefund(paymentId);
      logger.info({ paymentId, bookingId: payment.bookingId }, 'payment refunded');
      return true;
    } catch (error) {
      const level = isOutage(error) ? 'warn' : 'error';
      logger[level]({ err: error, paymentId: payment.id }, 'refund failed, it will be tried again');
      await postponeRefund(database, payment.id);
      return false;
    }
  }

  return createDueWorker({
    name: 'refund worker',
    logger,
    async runDue() {
      const due = await findRefundsDue(database, BATCH);
      const done = await Promise.all(due.map(refund));
      if (done.includes(false)) return RETRY_MS;
      return due.length === BATCH ? 0 : null;
    },
  });
}
