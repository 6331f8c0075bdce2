import { createDueWorker, type DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { messageOf } from '../../platform/observability/message-of.ts';
import { isOutage } from '../../platform/outages/outage.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { type BackoffOptions, backoff_ms } from '../../platform/timing/backoff.ts';
import { isPaidAtDoor } from '../payments/door-payment.ts';
import type { PaymentProvider, RefundState } from '../payments/payment-provider.ts';
import { claimRefundsDue, type DueRefund, postponeRefund, untilNextRefund_ms } from './due-refunds.ts';
import { GIVEN_UP } from './refund.ts';
import type { RefundOutcomes } from './refund-outcomes.ts';

const BATCH = 20;
/** How late one is found that became due on another node: an api node has no worker of its own to wake. */
const LOOK_EVERY_MS = 1_000;
/** For so long a refund is with one node; should it die, another one takes it up then. */
const LEASE_MS = 60_000;
/** From five seconds to six hours: twenty attempts take two to three days. */
const PAUSES: BackoffOptions = { first_ms: 5_000, max_ms: 6 * 60 * 60 * 1000 };
const MAX_ATTEMPTS = 20;
const MAX_ERROR_LENGTH = 500;
/** Between two questions about a refund that the provider is at; mostly its webhook comes first. */
const ASK_AGAIN_MS = 10 * 60_000;

export interface RefundWorkerDeps {
  database: Querier;
  provider: PaymentProvider;
  outcomes: RefundOutcomes;
  logger: Logger;
  /** Default: from 5 seconds to 6 hours. */
  pauses?: BackoffOptions;
  /** After so many a refund is left to a person. Attempts that found a server away are not the last. Default 20. */
  maxAttempts?: number;
}

/**
 * Asks the provider for the refunds that are due, and writes down what became of each. One that it refuses for good FAILED at once. One
 * whose outcome is unknown (no answer, an error) is asked for again, under the same key, with growing pauses, and at last given up: it
 * FAILED, too. Woken when a refund becomes due; finds those of other nodes by itself.
 */
export function createRefundWorker(deps: RefundWorkerDeps): DueWorker {
  const { database, provider, outcomes, logger, pauses = PAUSES, maxAttempts = MAX_ATTEMPTS } = deps;

  async function refund(due: DueRefund): Promise<void> {
    const { id } = due;
    try {
      const { status, reference, failureCode = null } = await ask(due);
      if (status === 'PENDING') await postponeRefund(database, id, { reason: null, retryIn_ms: ASK_AGAIN_MS });
      else await outcomes.settle(id, { status, reference, failureCode });
    } catch (error) {
      await putOff(due, error);
    }
  }

  /** What was made there is looked up, and never asked for: that would be another refund. */
  async function ask(due: DueRefund): Promise<RefundState> {
    const {
      id: refundId,
      round,
      paymentId,
      amount,
      currency,
      paymentReference,
      ticketIds,
      atProvider,
      reference,
    } = due;
    // Whoever has it given back hands it over, or has the terminal do so: there is nobody to be asked.
    if (isPaidAtDoor(due.provider)) return { status: 'SUCCEEDED', reference: null };
    if (atProvider && reference !== null) {
      const known = await provider.lookupRefund(reference);
      return known ?? { status: 'FAILED', reference, failureCode: 'unknown_refund' };
    }
    const payment = { paymentId, reference: paymentReference };
    return await provider.refund({ refundId, round, payment, amount: { amount, currency }, ticketIds });
  }

  async function putOff({ id, paymentId, bookingId, attempts }: DueRefund, error: unknown): Promise<void> {
    const isLast = attempts >= maxAttempts && !isOutage(error);
    const retryIn_ms = Math.round(backoff_ms(attempts, pauses));
    const about = { err: error, refundId: id, paymentId, bookingId, attempts };
    if (isLast) logger.error(about, 'refund given up after many attempts');
    else logger.warn({ ...about, retryIn_ms }, 'refund failed, it will be tried again');
    await postponeRefund(database, id, { reason: messageOf(error).slice(0, MAX_ERROR_LENGTH), retryIn_ms });
    if (isLast) await outcomes.settle(id, { status: 'FAILED', reference: null, failureCode: GIVEN_UP });
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
