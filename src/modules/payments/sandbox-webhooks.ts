import { type Claim, createJobQueue, type JobQueue } from '../../platform/jobs/job-queue.ts';
import { createJobWorker } from '../../platform/jobs/job-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { prepared, type Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { SandboxWebhookBody } from './sandbox-webhook-body.ts';
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

/** Of a charge: in its row. */
interface ChargeWebhook {
  reference: string;
  outcome: 'SUCCEEDED' | 'FAILED';
  failure_code: string | null;
  late_ms: number;
}

/** Of a refund or a dispute. */
interface News {
  body: SandboxWebhookBody;
  late_ms: number;
}

/** How webhooks of a kind are kept. */
interface Kind<Job extends object> {
  name: string;
  jobs: JobQueue<Job>;
  bodyOf(job: Job & Claim): SandboxWebhookBody;
  delivered(job: Claim): Promise<void>;
  givenUp(job: Claim): Promise<void>;
  putOff(job: Claim, dueIn_s: number): Promise<void>;
}

const BATCH = 10;
const MIN_RETRY_MS = 500;
const MAX_RETRY_MS = 60 * 60_000;
/** What nobody takes for so long is given up: the reconciler asks for what the webhook would have told. */
const GIVE_UP_AFTER_MS = 3 * 24 * 60 * 60_000;

const OF_CHARGES = {
  claimDue: prepared(readStatement(new URL('./sql/claim-webhooks.sql', import.meta.url))),
  nextDue: prepared(readStatement(new URL('./sql/next-webhook.sql', import.meta.url))),
};
const OF_NEWS = {
  claimDue: prepared(readStatement(new URL('./sql/claim-sandbox-news.sql', import.meta.url))),
  nextDue: prepared(readStatement(new URL('./sql/next-sandbox-news.sql', import.meta.url))),
};

const RESCHEDULE_WEBHOOK = readStatement(new URL('./sql/reschedule-webhook.sql', import.meta.url));
const GIVE_UP_WEBHOOK = readStatement(new URL('./sql/give-up-webhook.sql', import.meta.url));
const FORGET_NEWS = readStatement(new URL('./sql/forget-sandbox-news.sql', import.meta.url));
const RESCHEDULE_NEWS = readStatement(new URL('./sql/reschedule-sandbox-news.sql', import.meta.url));

function kindOfCharges(database: Querier, lease_ms: number): Kind<ChargeWebhook> {
  const jobs = createJobQueue<ChargeWebhook>(database, OF_CHARGES, { lease_ms });
  return {
    name: 'sandbox webhooks',
    jobs,
    bodyOf({ jobId, reference, outcome, failure_code }) {
      const about = { provider: 'sandbox', paymentId: jobId, reference } as const;
      return outcome === 'SUCCEEDED'
        ? { ...about, status: outcome }
        : { ...about, status: outcome, failureCode: failure_code! };
    },
    delivered: (job) => jobs.change(job, RESCHEDULE_WEBHOOK, 1, 0),
    givenUp: (job) => jobs.change(job, GIVE_UP_WEBHOOK),
    putOff: (job, dueIn_s) => jobs.change(job, RESCHEDULE_WEBHOOK, 0, dueIn_s),
  };
}

function kindOfNews(database: Querier, lease_ms: number): Kind<News> {
  const jobs = createJobQueue<News>(database, OF_NEWS, { lease_ms });
  return {
    name: 'sandbox webhooks of refunds',
    jobs,
    bodyOf: ({ body }) => body,
    delivered: (job) => jobs.change(job, FORGET_NEWS),
    givenUp: (job) => jobs.change(job, FORGET_NEWS),
    putOff: (job, dueIn_s) => jobs.change(job, RESCHEDULE_NEWS, dueIn_s),
  };
}

/**
 * The sandbox's own deliveries, over real HTTP. Several nodes may run one: a webhook is claimed with a lease, counted as
 * delivered only after a 2xx, and tried again with growing pauses until then, for three days.
 */
export function createSandboxWebhooks(options: SandboxWebhooksOptions): SandboxWebhooks {
  const { database, secret, logger, requestTimeout_ms = 5_000 } = options;
  let target = '';

  async function post(webhook: SandboxWebhookBody): Promise<void> {
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

  const lease_ms = requestTimeout_ms * 2;
  const workers = [
    deliveryOf(kindOfCharges(database, lease_ms), { logger, post }),
    deliveryOf(kindOfNews(database, lease_ms), { logger, post }),
  ];

  return {
    start(baseUrl) {
      target = new URL(webhookPath('sandbox'), baseUrl).href;
      for (const worker of workers) worker.start();
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
    wake() {
      for (const worker of workers) worker.wake();
    },
    async idle() {
      for (const worker of workers) await worker.idle();
    },
  };
}

function deliveryOf<Job extends { late_ms: number }>(
  kind: Kind<Job>,
  { logger, post }: { logger: Logger; post: (webhook: SandboxWebhookBody) => Promise<void> },
) {
  const worker = createJobWorker<Job & Claim>({
    name: kind.name,
    logger,
    claim: () => kind.jobs.claim(BATCH),
    attempt: deliver,
    untilNext_ms: () => kind.jobs.untilNext_ms(),
  });

  async function deliver(due: Job & Claim): Promise<void> {
    const { jobId, late_ms } = due;
    try {
      await post(kind.bodyOf(due));
    } catch (error) {
      if (late_ms > GIVE_UP_AFTER_MS) {
        logger.error({ err: error, jobId }, 'a sandbox webhook was given up');
        await worker.write(() => kind.givenUp(due));
        return;
      }
      // As long again as it is late by now: doubling, without a counter to keep.
      const retryIn_ms = Math.min(Math.max(late_ms, MIN_RETRY_MS), MAX_RETRY_MS);
      logger.warn({ err: error, jobId, retryIn_ms }, 'a sandbox webhook was not taken');
      await worker.write(() => kind.putOff(due, retryIn_ms / 1000));
      return;
    }
    await worker.write(() => kind.delivered(due));
  }

  return worker;
}
