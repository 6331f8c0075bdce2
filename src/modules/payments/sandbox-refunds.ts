import { randomUUID } from 'node:crypto';
import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import {
  type DisputeStatus,
  type KnownDispute,
  type KnownRefund,
  type PaymentProvider,
  type RefundState,
  refundKeyOf,
} from './payment-provider.ts';

interface RefundRow {
  /** Our key of it. */
  id: string;
  payment_id: string;
  reference: string;
  amount: number;
  currency: string;
  outcome: 'SUCCEEDED' | 'FAILED';
  failure_code: string | null;
}

interface DisputeRow {
  reference: string;
  paymentId: string;
  amount: number;
  currency: string;
  status: DisputeStatus;
}

const FIND_REFUND = readStatement(new URL('./sql/find-sandbox-refund.sql', import.meta.url));
const FIND_REFUND_BY_REFERENCE = readStatement(new URL('./sql/find-sandbox-refund-by-reference.sql', import.meta.url));
const MAKE_REFUND = readStatement(new URL('./sql/make-sandbox-refund.sql', import.meta.url));
const FIND_DISPUTE = readStatement(new URL('./sql/find-sandbox-dispute.sql', import.meta.url));
const LIST_REFUNDS = readStatement(new URL('./sql/list-sandbox-refunds.sql', import.meta.url));
const LIST_DISPUTES = readStatement(new URL('./sql/list-sandbox-disputes.sql', import.meta.url));

/** What is listed at once. */
const PAGE = 100;

/** The sandbox's book of refunds, and of disputes. `reversal_ms`: after how long a refund comes back that does. */
export function createSandboxRefunds({
  database,
  onWebhookQueued,
  reversal_ms,
}: {
  database: Querier;
  onWebhookQueued: () => void;
  reversal_ms: number;
}): Pick<PaymentProvider, 'refund' | 'lookupRefund' | 'lookupDispute' | 'listRefunds' | 'listDisputes'> {
  return {
    async refund({ payment: { paymentId }, amount: { amount, currency }, ...refund }) {
      const key = refundKeyOf(refund);
      const [earlier] = await database.query<RefundRow>(FIND_REFUND, [key]);
      const made = [key, paymentId, `sandbox_${randomUUID()}`, amount, currency, reversal_ms];
      const row = earlier ?? (await database.query<RefundRow>(MAKE_REFUND, made))[0];
      if (!row) throw new Error(`Payment ${paymentId} holds no such money to give back.`);
      if (row.amount !== amount || row.currency !== currency) {
        throw new Error(`Refund ${key} was made before, with another amount.`);
      }
      if (!earlier) onWebhookQueued();
      return stateOf(row);
    },

    async lookupRefund(reference) {
      const [row] = await database.query<RefundRow>(FIND_REFUND_BY_REFERENCE, [reference]);
      return row ? knownRefundOf(row) : null;
    },

    async lookupDispute(reference) {
      const [row] = await database.query<DisputeRow>(FIND_DISPUTE, [reference]);
      return row ? knownDisputeOf(row) : null;
    },

    async listRefunds({ from, to }, after) {
      const rows = await database.query<RefundRow>(LIST_REFUNDS, [from, to, after ?? '', PAGE]);
      return { items: rows.map(knownRefundOf), next: rows.length < PAGE ? null : rows.at(-1)!.id };
    },

    async listDisputes({ from, to }, after) {
      const rows = await database.query<DisputeRow>(LIST_DISPUTES, [from, to, after ?? '', PAGE]);
      return { items: rows.map(knownDisputeOf), next: rows.length < PAGE ? null : rows.at(-1)!.reference };
    },
  };
}

function knownRefundOf(row: RefundRow): KnownRefund {
  const { id, payment_id: paymentId, reference, amount, currency } = row;
  const [, refundId, round] = /^(refund_[^_]+)(?:_(\d+))?$/.exec(id) ?? [];
  const key = refundId === undefined ? null : { refundId, round: Number(round ?? 1) };
  return { ...stateOf(row), reference, paymentId, key, amount: { amount, currency } };
}

function knownDisputeOf({ reference, paymentId, amount, currency, status }: DisputeRow): KnownDispute {
  return { reference, paymentId, amount: { amount, currency }, reason: 'fraudulent', status };
}

function stateOf({ outcome: status, reference, failure_code }: RefundRow): RefundState {
  return failure_code === null ? { status, reference } : { status, reference, failureCode: failure_code };
}
