import { randomUUID } from 'node:crypto';
import { readClock } from '../../platform/postgres/clock.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { pause } from '../../platform/timing/pause.ts';
import {
  type ChargeRequest,
  type ChargeResult,
  type PaymentProvider,
  UnknownPaymentTokenError,
} from './payment-provider.ts';

interface Script {
  outcome: 'SUCCEEDED' | 'FAILED';
  failureCode?: string;
  /** When it is decided: with the answer, some time after we gave up waiting for one, or after the hold's end. */
  settles: 'at once' | 'after time-out' | 'after hold';
  webhooks: number;
  /** Default: its refunds succeed. FAIL_FIRST: the first is refused; tried again, or another one, it succeeds. */
  refunds?: 'FAIL_FIRST';
}

/** The test tokens and what becomes of a charge with each. */
const SCRIPTS = new Map<string, Script>([
  ['tok_ok', { outcome: 'SUCCEEDED', settles: 'at once', webhooks: 0 }],
  ['tok_declined', { outcome: 'FAILED', failureCode: 'card_declined', settles: 'at once', webhooks: 0 }],
  ['tok_insufficient_funds', { outcome: 'FAILED', failureCode: 'insufficient_funds', settles: 'at once', webhooks: 0 }],
  ['tok_timeout', { outcome: 'SUCCEEDED', settles: 'after time-out', webhooks: 1 }],
  ['tok_late', { outcome: 'SUCCEEDED', settles: 'after hold', webhooks: 1 }],
  ['tok_twice', { outcome: 'SUCCEEDED', settles: 'at once', webhooks: 2 }],
  ['tok_refund_fails', { outcome: 'SUCCEEDED', settles: 'at once', webhooks: 0, refunds: 'FAIL_FIRST' }],
]);

/** Whether it is one of the sandbox's test tokens. */
export function isSandboxToken(token: string): boolean {
  return SCRIPTS.has(token);
}

export interface SandboxProviderOptions {
  database: Querier;
  /** Called after a charge that a webhook will follow: wakes `createSandboxWebhooks` on this node. */
  onWebhookQueued: () => void;
  /** How long our side waits for the answer that `tok_timeout` never gives. Default 1,000. */
  clientTimeout_ms?: number;
  /** `tok_timeout`: how long after that the webhook comes. Default 2,000. */
  timeoutWebhookDelay_ms?: number;
  /** `tok_late`: how long after the hold's end the charge succeeds. Default 1,000. */
  lateWebhookDelay_ms?: number;
}

interface ChargeRow {
  reference: string;
  amount: number;
  currency: string;
  outcome: 'SUCCEEDED' | 'FAILED';
  failure_code: string | null;
  settled: boolean;
}

interface RefundRow {
  reference: string;
  amount: number;
  currency: string;
  outcome: 'SUCCEEDED' | 'FAILED';
  failure_code: string | null;
}

const FIND_CHARGE = readStatement(new URL('./sql/find-charge.sql', import.meta.url));
const RECORD_CHARGE = readStatement(new URL('./sql/record-charge.sql', import.meta.url));
const FIND_REFUND = readStatement(new URL('./sql/find-sandbox-refund.sql', import.meta.url));
const MAKE_REFUND = readStatement(new URL('./sql/make-sandbox-refund.sql', import.meta.url));

/**
 * The built-in payment provider: it moves no money, answers by test token, and keeps its book in PostgreSQL, so that its
 * promises (idempotency, webhooks to come) hold over restarts and on every node.
 */
export function createSandboxProvider({
  database,
  onWebhookQueued,
  clientTimeout_ms = 1_000,
  timeoutWebhookDelay_ms = 2_000,
  lateWebhookDelay_ms = 1_000,
}: SandboxProviderOptions): PaymentProvider {
  async function settlesAt(script: Script, holdExpiresAt: Date): Promise<Date | null> {
    if (script.settles === 'at once') return null;
    if (script.settles === 'after hold') return new Date(holdExpiresAt.getTime() + lateWebhookDelay_ms);
    const now = await readClock(database);
    return new Date(now.getTime() + clientTimeout_ms + timeoutWebhookDelay_ms);
  }

  async function find(paymentId: string): Promise<ChargeRow | null> {
    const [row] = await database.query<ChargeRow>(FIND_CHARGE, [paymentId]);
    return row ?? null;
  }

  /** Writes the charge down unless the payment was charged before: null then. */
  async function record(
    { paymentId, amount, holdExpiresAt }: ChargeRequest,
    script: Script,
  ): Promise<ChargeRow | null> {
    const [row] = await database.query<ChargeRow>(RECORD_CHARGE, [
      paymentId,
      `sandbox_${randomUUID()}`,
      amount.amount,
      amount.currency,
      script.outcome,
      script.failureCode ?? null,
      await settlesAt(script, holdExpiresAt),
      script.webhooks,
      script.refunds ?? null,
    ]);
    return row ?? null;
  }

  return {
    name: 'sandbox',
    acceptsToken: isSandboxToken,

    async charge(request) {
      const script = SCRIPTS.get(request.token);
      if (!script) throw new UnknownPaymentTokenError();
      const fresh = await record(request, script);
      if (fresh && script.webhooks > 0) onWebhookQueued();
      const row = fresh ?? (await find(request.paymentId));
      if (!row || row.amount !== request.amount.amount || row.currency !== request.amount.currency) {
        throw new Error(`Payment ${request.paymentId} was charged before, with another amount.`);
      }
      if (fresh && script.settles === 'after time-out') {
        // The provider has the charge but never answers: what our side knows when it stops waiting is nothing.
        await pause(clientTimeout_ms, { keepsAlive: false });
        return { status: 'PENDING', reference: null };
      }
      return resultOf(row);
    },

    async refund({ refundId, paymentId, amount: { amount, currency } }) {
      const [earlier] = await database.query<RefundRow>(FIND_REFUND, [refundId]);
      const made = [refundId, paymentId, `sandbox_${randomUUID()}`, amount, currency];
      const row = earlier ?? (await database.query<RefundRow>(MAKE_REFUND, made))[0];
      if (!row) throw new Error(`Payment ${paymentId} holds no such money to give back.`);
      if (row.amount !== amount || row.currency !== currency) {
        throw new Error(`Refund ${refundId} was made before, with another amount.`);
      }
      const { outcome: status, reference, failure_code } = row;
      return failure_code === null ? { status, reference } : { status, reference, failureCode: failure_code };
    },

    async lookup(paymentId) {
      const row = await find(paymentId);
      return row && resultOf(row);
    },
  };
}

function resultOf({ reference, outcome, failure_code, settled }: ChargeRow): ChargeResult {
  if (!settled) return { status: 'PENDING', reference };
  return failure_code === null
    ? { status: outcome, reference }
    : { status: outcome, reference, failureCode: failure_code };
}
