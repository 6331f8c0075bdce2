import { createDueWorker, type DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { messageOf } from '../../platform/observability/message-of.ts';
import { isOutage } from '../../platform/outages/outage.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { type BackoffOptions, backoff_ms } from '../../platform/timing/backoff.ts';
import { isPaidAtDoor } from '../../shared/money/door-providers.ts';
import { type PaymentProvider, ProviderBusyError, type RefundState } from '../payments/payment-provider.ts';
import {
  claimRefundsDue,
  type DueRefund,
  postponeRefund,
  putBackRefund,
  slowDown,
  untilNextRefund_ms,
} from './due-refunds.ts';
import { GIVEN_UP } from './refund.ts';
import type { RefundOutcomes } from './refund-outcomes.ts';

const BATCH = 20;
/** How late one is found that became due on another node: an api node has no worker of its own to wake. */
const LOOK_EVERY_MS = 1_000;
/**
 * For so long a refund is with one node; should it die, another one takes it up then. A provider may take longer to answer: that it is asked by two
 * nodes then does no harm, as both ask by the same key.
 */
const LEASE_MS = 20_000;
/** From five seconds to six hours: twenty attempts take two to three days. */
const PAUSES: BackoffOptions = { first_ms: 5_000, max_ms: 6 * 60 * 60 * 1000 };
const MAX_ATTEMPTS = 20;
/** While the provider says that it is asked too often: from one second to a minute, unless it says for how long. */
const BUSY_PAUSES: BackoffOptions = { first_ms: 1_000, max_ms: 60_000 };
/** Some providers take so many in a second from whole installations; buyers pay meanwhile. */
const PER_SECOND = 10;
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
  /** How many refunds are asked for in a second, by all nodes together. Default 10. */
  perSecond?: number;
  /** Of the provider, between two tries, while it is asked too often. Default: from 1 second to a minute. */
  busyPauses?: BackoffOptions;
}

/**
 * Asks the provider for the refunds that are due, and writes down what became of each. One that it refuses for good FAILED at once. One
 * whose outcome is unknown (no answer, an error) is asked for again, under the same key, with growing pauses, and at last given up: it
 * FAILED, too. Never faster than `perSecond`, however many wait, and not at all for a while where the provider says that it is asked too
 * often. Woken when a refund becomes due; finds those of other nodes by itself.
 */
export function createRefundWorker(deps: RefundWorkerDeps): DueWorker {
  const { database, provider, outcomes, logger, pauses = PAUSES, maxAttempts = MAX_ATTEMPTS } = deps;
  const { perSecond = PER_SECOND, busyPauses = BUSY_PAUSES } = deps;
  /** Batches in a row that found the provider busy. */
  let busy = 0;

  /** Resolves with how long the provider wants to be left alone, if it is asked too often. */
  async function refund(due: DueRefund): Promise<{ pause_ms: number } | undefined> {
    const { id } = due;
    try {
      const { status, reference, failureCode = null } = await ask(due);
      if (status === 'PENDING') await postponeRefund(database, id, { reason: null, retryIn_ms: ASK_AGAIN_MS });
      else await outcomes.settle(id, { status, reference, failureCode });
    } catch (error) {
      if (!(error instanceof ProviderBusyError)) return await putOff(due, error);
      const pause_ms = error.retryAfter_ms ?? Math.round(backoff_ms(busy + 1, busyPauses));
      await putBackRefund(database, id, pause_ms);
      return { pause_ms };
    }
  }

  async function rest(pauses_ms: readonly number[]): Promise<void> {
    busy = pauses_ms.length === 0 ? 0 : busy + 1;
    if (busy === 0) return;
    const pause_ms = Math.max(...pauses_ms);
    logger.warn(
      { refunds: pauses_ms.length, pause_ms },
      'the payment provider is asked for refunds too often, they wait',
    );
    await slowDown(database, pause_ms);
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

  async function putOff({ id, paymentId, bookingId, attempts }: DueRefund, error: unknown): Promise<undefined> {
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
      const due = await claimRefundsDue(database, { limit: BATCH, lease_ms: LEASE_MS, perSecond });
      if (due.length === 0) return await untilNextRefund_ms(database, perSecond);
      const answers = await Promise.all(due.map(refund));
      await rest(answers.flatMap((answer) => (answer ? [answer.pause_ms] : [])));
      return 0;
    },
  });
}
