import { createDueWorker } from '../../platform/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Querier } from '../../platform/postgres/database.ts';
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

interface DueWebhook {
  payment_id: string;
  reference: string;
  outcome: 'SUCCEEDED' | 'FAILED';
  failure_code: string | null;
  late_ms: number;
  claim: string;
}

const BATCH = 10;
const MIN_RETRY_MS = 500;
const MAX_RETRY_MS = 60 * 60_000;
/** What nobody takes for so long is given up: the reconciler asks for what the webhook would have told. */
const GIVE_UP_AFTER_MS = 3 * 24 * 60 * 60_000;

/**
 * The sandbox's own deliveries, over real HTTP. Every node may run one: a webhook is claimed with a lease, counted as
 * delivered only after a 2xx, and tried again with growing pauses until then, for three days.
 */
export function createSandboxWebhooks({
  database,
  secret,
  logger,
  requestTimeout_ms = 5_000,
}: SandboxWebhooksOptions): SandboxWebhooks {
  let target = '';
  const worker = createDueWorker({ name: 'sandbox webhooks', logger, runDue });

  async function runDue(): Promise<number | null> {
    const due = await claim();
    await Promise.all(due.map(deliver));
    return due.length > 0 ? 0 : await untilNext();
  }

  // Due times are rounded to milliseconds, so now() is as well: what was queued a moment ago is due.
  function claim(): Promise<DueWebhook[]> {
    return database.query<DueWebhook>(
      `UPDATE sandbox_charges AS charge
       SET webhook_due_at = now() + make_interval(secs => $2)
       FROM (
         SELECT payment_id FROM sandbox_charges
         WHERE webhooks_left > 0 AND webhook_due_at <= now()::timestamptz(3)
         ORDER BY webhook_due_at LIMIT $1 FOR UPDATE SKIP LOCKED
       ) AS due
       WHERE charge.payment_id = due.payment_id
       RETURNING charge.payment_id, reference, outcome, failure_code, webhook_due_at::text AS claim,
         (extract(epoch FROM now() - settled_at) * 1000)::float8 AS late_ms`,
      [BATCH, (requestTimeout_ms * 2) / 1000],
    );
  }

  async function deliver(due: DueWebhook): Promise<void> {
    try {
      await post(webhookOf(due));
    } catch (error) {
      if (due.late_ms > GIVE_UP_AFTER_MS) {
        logger.error({ err: error, paymentId: due.payment_id }, 'a sandbox webhook was given up');
        await giveUp(due);
        return;
      }
      // As long again as it is late by now: doubling, without a counter to keep.
      const retryIn_ms = Math.min(Math.max(due.late_ms, MIN_RETRY_MS), MAX_RETRY_MS);
      logger.warn({ err: error, paymentId: due.payment_id, retryIn_ms }, 'a sandbox webhook was not taken');
      await reschedule(due, 0, retryIn_ms);
      return;
    }
    await reschedule(due, 1, 0);
  }

  /** Counts the delivery and sets the next try, unless the lease ran out and another node has the webhook now. */
  async function reschedule({ payment_id, claim }: DueWebhook, delivered: number, dueIn_ms: number): Promise<void> {
    await database.query(
      `UPDATE sandbox_charges
       SET webhooks_left = webhooks_left - $3,
         webhook_due_at = CASE WHEN webhooks_left > $3 THEN now() + make_interval(secs => $4) END
       WHERE payment_id = $1 AND webhook_due_at = $2::timestamptz`,
      [payment_id, claim, delivered, dueIn_ms / 1000],
    );
  }

  async function giveUp({ payment_id, claim }: DueWebhook): Promise<void> {
    await database.query(
      `UPDATE sandbox_charges SET webhooks_left = 0, webhook_due_at = NULL
       WHERE payment_id = $1 AND webhook_due_at = $2::timestamptz`,
      [payment_id, claim],
    );
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

  async function untilNext(): Promise<number | null> {
    const [row] = await database.query<{ wait_ms: number | null }>(
      `SELECT (extract(epoch FROM min(webhook_due_at) - now()) * 1000)::float8 AS wait_ms
       FROM sandbox_charges WHERE webhooks_left > 0`,
    );
    const wait_ms = row?.wait_ms ?? null;
    return wait_ms === null ? null : Math.max(1, Math.ceil(wait_ms));
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

function webhookOf({ payment_id, reference, outcome, failure_code }: DueWebhook): PaymentWebhook {
  const webhook = { provider: 'sandbox', paymentId: payment_id, status: outcome, reference };
  return failure_code === null ? webhook : { ...webhook, failureCode: failure_code };
}
