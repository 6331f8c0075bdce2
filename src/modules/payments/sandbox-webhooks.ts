import { type Claim, createJobQueue } from '../../platform/jobs/job-queue.ts';
import { createJobWorker } from '../../platform/jobs/job-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { prepared, type Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { PaymentWebhook } from './payment-provider.ts';
import { webhookPath } from './webhook-route.ts';
import { SIGNATURE_HEADER, signWebhook } from './webhook-signature.ts';

export interface SandboxWebhooksOptions {
  database: Querier;
  secret: string;
  logger: Logger;
  /** Gives up on one try after so long. Default 5,000; the lease on the webhook is twice that. */
  requestTimeout_ms?: number;
}

export interface SandboxWebhooks {
  /** Starts delivering to `<baseUrl>/webhooks/payments/sandbox`, those of earlier runs first. */
  start(baseUrl: string): void;
  stop(): Promise<void>;
  wake(): void;
  /** Resolves once no webhook is due any more (those due later are not waited for). */
  idle(): Promise<void>;
}

interface Webhook {
  reference: string;
  outcome: 'SUCCEEDED' | 'FAILED';
  failure_code: string | null;
  late_ms: number;
}

type DueWebhook = Webhook & Claim;

const BATCH = 10;
const MIN_RETRY_MS = 500;
const MAX_RETRY_MS = 60 * 60_000;
/** What nobody takes for so long is given up: the reconciler asks for what the webhook would have told. */
const GIVE_UP_AFTER_MS = 3 * 24 * 60 * 60_000;

const STATEMENTS = {
  claimDue: prepared(readStatement(new URL('./sql/claim-webhooks.sql', import.meta.url))),
  nextDue: prepared(readStatement(new URL('./sql/next-webhook.sql', import.meta.url))),
};

const RESCHEDULE_WEBHOOK = readStatement(new URL('./sql/reschedule-webhook.sql', import.meta.url));
const GIVE_UP_WEBHOOK = readStatement(new URL('./sql/give-up-webhook.sql', import.meta.url));

/**
 * The sandbox's own deliveries, over real HTTP. Several nodes may run one: a webhook is claimed with a lease, counted as
 * delivered only after a 2xx, and tried again with growing pauses until then, for three days.
 */
export function createSandboxWebhooks({
  database,
  secret,
  logger,
  requestTimeout_ms = 5_000,
}: SandboxWebhooksOptions): SandboxWebhooks {
  let target = '';
  const jobs = createJobQueue<Webhook>(database, STATEMENTS, { lease_ms: requestTimeout_ms * 2 });
  const worker = createJobWorker<DueWebhook>({
    name: 'sandbox webhooks',
    logger,
    claim: () => jobs.claim(BATCH),
    attempt: deliver,
    untilNext_ms: () => jobs.untilNext_ms(),
  });

  async function deliver(due: DueWebhook): Promise<void> {
    try {
      await post(webhookOf(due));
    } catch (error) {
      if (due.late_ms > GIVE_UP_AFTER_MS) {
        logger.error({ err: error, paymentId: due.jobId }, 'a sandbox webhook was given up');
        await worker.write(() => jobs.change(due, GIVE_UP_WEBHOOK));
        return;
      }
      // As long again as it is late by now: doubling, without a counter to keep.
      const retryIn_ms = Math.min(Math.max(due.late_ms, MIN_RETRY_MS), MAX_RETRY_MS);
      logger.warn({ err: error, paymentId: due.jobId, retryIn_ms }, 'a sandbox webhook was not taken');
      await reschedule(due, 0, retryIn_ms);
      return;
    }
    await reschedule(due, 1, 0);
  }

  /** Counts the delivery and sets the next try. */
  function reschedule(due: DueWebhook, delivered: number, dueIn_ms: number): Promise<void> {
    return worker.write(() => jobs.change(due, RESCHEDULE_WEBHOOK, delivered, dueIn_ms / 1000));
  }

  async function post(webhook: PaymentWebhook): Promise<void> {
    const body = Buffer.from(JSON.stringify(webhook));
    const response = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [SIGNATURE_HEADER]: signWebhook(secret, body) },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(requestTimeout_ms),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`${target} answered ${response.status}`);
  }

  return {
    start(baseUrl) {
      target = new URL(webhookPath('sandbox'), baseUrl).href;
      worker.start();
    },
    stop: () => worker.stop(),
    wake: worker.wake,
    idle: worker.idle,
  };
}

function webhookOf({ jobId, reference, outcome, failure_code }: DueWebhook): PaymentWebhook {
  const webhook = { provider: 'sandbox', paymentId: jobId, status: outcome, reference };
  return failure_code === null ? webhook : { ...webhook, failureCode: failure_code };
}
