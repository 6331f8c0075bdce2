import { createDueWorker, type DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { messageOf } from '../../platform/observability/message-of.ts';
import { isOutage } from '../../platform/outages/outage.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { type BackoffOptions, backoff_ms } from '../../platform/timing/backoff.ts';
import { claimRefundsDue, type DueRefund, recordRefundFailure, untilNextRefund_ms } from './payment.ts';
import type { PaymentProvider } from './payment-provider.ts';
import type { Settlement } from './settlement.ts';

const BATCH = 20;
/** How late one is found that became due on another node: an api node has no worker of its own to wake. */
const LOOK_EVERY_MS = 1_000;
/** For so long a refund is with one node; should it die, another one takes it up then. */
const LEASE_MS = 60_000;
/** From five seconds to six hours: twenty attempts take two to three days. */
const PAUSES: BackoffOptions = { first_ms: 5_000, max_ms: 6 * 60 * 60 * 1000 };
const MAX_ATTEMPTS = 20;
const MAX_ERROR_LENGTH = 500;

export interface RefundWorkerDeps {
  database: Querier;
  provider: PaymentProvider;
  settlement: Settlement;
  logger: Logger;
  /** Default: from 5 seconds to 6 hours. */
  pauses?: BackoffOptions;
  /** After so many a refund is left to a person. Attempts that found a server away are not the last. Default 20. */
  maxAttempts?: number;
}

/**
 * Gives back what was paid for nothing: asks the provider (idempotent per payment) until it has, then writes it down. What
 * the provider refuses is asked for again with growing pauses, and at last left to a person: `refund_failed_at` is set, and
 * the log and a metric tell. Woken when a refund becomes due; finds those of other nodes by itself.
 */
export function createRefundWorker(deps: RefundWorkerDeps): DueWorker {
  const { database, provider, settlement, logger, pauses = PAUSES, maxAttempts = MAX_ATTEMPTS } = deps;

  async function refund(payment: DueRefund): Promise<void> {
    const { id: paymentId, bookingId, providerReference: reference, amount, currency } = payment;
    try {
      await provider.refund({ paymentId, reference, amount: { amount, currency } });
      await settlement.recordRefund(paymentId);
      logger.info({ paymentId, bookingId }, 'payment refunded');
    } catch (error) {
      await putOff(payment, error);
    }
  }

  async function putOff({ id: paymentId, bookingId, attempts }: DueRefund, error: unknown): Promise<void> {
    const isFinal = attempts >= maxAttempts && !isOutage(error);
    const retryIn_ms = Math.round(backoff_ms(attempts, pauses));
    const reason = messageOf(error).slice(0, MAX_ERROR_LENGTH);
    const about = { err: error, paymentId, bookingId, attempts };
    if (isFinal) logger.error(about, 'refund given up after many attempts: a person has to see to it');
    else logger.warn({ ...about, retryIn_ms }, 'refund failed, it will be tried again');
    await recordRefundFailure(database, paymentId, { reason, isFinal, retryIn_ms });
  }

  return createDueWorker({
    name: 'refund worker',
    logger,
    maxSleep_ms: LOOK_EVERY_MS,
    async runDue() {
      const due = await claimRefundsDue(database, { limit: BATCH, lease_ms: LEASE_MS });
      await Promise.all(due.map(refund));
      return due.length > 0 ? 0 : await untilNextRefund_ms(database);
    },
  });
}
