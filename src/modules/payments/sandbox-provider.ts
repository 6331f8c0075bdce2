import { randomUUID } from 'node:crypto';
import { readClock } from '../../platform/postgres/clock.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { pause } from '../../platform/timing/pause.ts';
import {
  type KnownPayment,
  type ListedTime,
  type PaymentKey,
  type PaymentProvider,
  type PaymentRequest,
  type PaymentState,
  type PendingReason,
  type ProviderPage,
  UnknownPaymentTokenError,
} from './payment-provider.ts';
import { createSandboxRefunds } from './sandbox-refunds.ts';
import { isSandboxToken, SCRIPTS, type Script, SESSION_SCRIPT } from './sandbox-tokens.ts';
import { parseSandboxWebhook } from './sandbox-webhook-body.ts';

export interface SandboxProviderOptions {
  database: Querier;
  /** That its webhooks are signed with. */
  secret: string;
  /** Called after something that a webhook will follow: wakes `createSandboxWebhooks` on this node. */
  onWebhookQueued: () => void;
  /** How long our side waits for the answer that `tok_timeout` never gives. Default 1,000. */
  clientTimeout_ms?: number;
  /** `tok_timeout`: how long after that the webhook comes; how long a buyer takes to act. Default 2,000. */
  timeoutWebhookDelay_ms?: number;
  /** How long after the hold's end late money comes; after how long refunds come back, and payments are disputed. Default 1,000. */
  lateWebhookDelay_ms?: number;
}

interface ChargeRow {
  reference: string;
  amount: number;
  currency: string;
  outcome: 'SUCCEEDED' | 'FAILED';
  failure_code: string | null;
  pending_reason: PendingReason | null;
  settled: boolean;
}

const FIND_CHARGE = readStatement(new URL('./sql/find-charge.sql', import.meta.url));
const RECORD_CHARGE = readStatement(new URL('./sql/record-charge.sql', import.meta.url));
const LIST_CHARGES = readStatement(new URL('./sql/list-sandbox-charges.sql', import.meta.url));
const CANCEL_CHARGE = readStatement(new URL('./sql/cancel-charge.sql', import.meta.url));

/** Charges that are listed at once. */
const PAGE = 100;

/**
 * The built-in payment provider: it moves no money, answers by test token, and keeps its book in PostgreSQL, so that its
 * promises (idempotency, webhooks to come) hold over restarts and on every node.
 */
export function createSandboxProvider(options: SandboxProviderOptions): PaymentProvider {
  const { database, secret, onWebhookQueued, clientTimeout_ms = 1_000, lateWebhookDelay_ms = 1_000 } = options;
  const charges = new SandboxCharges(options);
  const refunds = createSandboxRefunds({ database, onWebhookQueued, reversal_ms: lateWebhookDelay_ms });

  return {
    name: 'sandbox',
    publishableKey: null,
    acceptsToken: isSandboxToken,

    async createPayment(request) {
      const { method } = request;
      const script = method.kind === 'session' ? SESSION_SCRIPT : SCRIPTS.get(method.token);
      if (!script) throw new UnknownPaymentTokenError();
      const fresh = await charges.record(request, script);
      if (fresh && (script.webhooks > 0 || script.disputed)) onWebhookQueued();
      const row = fresh ?? (await charges.find(request));
      if (!row || row.amount !== request.amount.amount || row.currency !== request.amount.currency) {
        throw new Error(`Payment ${request.paymentId} was charged before, with another amount.`);
      }
      if (fresh && script.settles === 'after time-out') {
        // The provider has the charge but never answers: what our side knows when it stops waiting is nothing.
        await pause(clientTimeout_ms, { keepsAlive: false });
        return { status: 'PENDING', reference: null };
      }
      return stateOf(row);
    },

    async openSession(payment) {
      const row = await charges.find(payment);
      if (!row || row.settled || row.pending_reason !== 'REQUIRES_ACTION') return null;
      return { provider: 'sandbox', publishableKey: null, clientSecret: `${row.reference}_secret` };
    },

    async lookup(payment) {
      const row = await charges.find(payment);
      return row && stateOf(row);
    },

    async cancelPayment(payment) {
      const [cancelled] = await database.query<ChargeRow>(CANCEL_CHARGE, [payment.paymentId]);
      const row = cancelled ?? (await charges.find(payment));
      return row && stateOf(row);
    },

    ...refunds,
    listPayments: (time, after) => charges.list(time, after),
    parseWebhook: (webhook) => parseSandboxWebhook(secret, webhook),
  };
}

/** Its book of charges. */
class SandboxCharges {
  readonly #options: SandboxProviderOptions;

  constructor(options: SandboxProviderOptions) {
    this.#options = options;
  }

  async find({ paymentId }: Pick<PaymentKey, 'paymentId'>): Promise<ChargeRow | null> {
    const [row] = await this.#options.database.query<ChargeRow>(FIND_CHARGE, [paymentId]);
    return row ?? null;
  }

  async list({ from, to }: ListedTime, after: string | null): Promise<ProviderPage<KnownPayment>> {
    const values = [from, to, after ?? '', PAGE];
    const rows = await this.#options.database.query<ChargeRow & { paymentId: string }>(LIST_CHARGES, values);
    const items = rows.map((row): KnownPayment => {
      const { reference, paymentId, amount, currency } = row;
      return { ...stateOf(row), reference, paymentId, amount: { amount, currency } };
    });
    return { items, next: rows.length < PAGE ? null : rows.at(-1)!.paymentId };
  }

  /** Writes the charge down unless the payment was charged before: null then. */
  async record({ paymentId, amount, holdExpiresAt }: PaymentRequest, script: Script): Promise<ChargeRow | null> {
    const { database, lateWebhookDelay_ms = 1_000 } = this.#options;
    const [row] = await database.query<ChargeRow>(RECORD_CHARGE, [
      paymentId,
      `sandbox_${randomUUID()}`,
      amount.amount,
      amount.currency,
      script.outcome,
      script.failureCode ?? null,
      await this.#settlesAt(script, holdExpiresAt),
      script.webhooks,
      script.refunds ?? null,
      script.pendingReason ?? null,
      script.disputed ? lateWebhookDelay_ms : null,
      script.disputed ?? null,
    ]);
    return row ?? null;
  }

  async #settlesAt({ settles }: Script, holdExpiresAt: Date): Promise<Date | null> {
    const { database, clientTimeout_ms = 1_000 } = this.#options;
    const { timeoutWebhookDelay_ms = 2_000, lateWebhookDelay_ms = 1_000 } = this.#options;
    if (settles === 'at once') return null;
    if (settles === 'after hold') return new Date(holdExpiresAt.getTime() + lateWebhookDelay_ms);
    const now = await readClock(database);
    const waited_ms = settles === 'after time-out' ? clientTimeout_ms : 0;
    return new Date(now.getTime() + waited_ms + timeoutWebhookDelay_ms);
  }
}

function stateOf({ reference, outcome, failure_code, pending_reason, settled }: ChargeRow): PaymentState {
  if (!settled) return { status: 'PENDING', reference, ...(pending_reason && { pendingReason: pending_reason }) };
  return failure_code === null
    ? { status: outcome, reference }
    : { status: outcome, reference, failureCode: failure_code };
}
