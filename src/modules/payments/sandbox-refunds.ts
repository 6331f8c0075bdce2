import { randomUUID } from 'node:crypto';
import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import {
  type DisputeStatus,
  type KnownDispute,
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
  paymentId: string;
  amount: number;
  currency: string;
  status: DisputeStatus;
}

const FIND_REFUND = readStatement(new URL('./sql/find-sandbox-refund.sql', import.meta.url));
const FIND_REFUND_BY_REFERENCE = readStatement(new URL('./sql/find-sandbox-refund-by-reference.sql', import.meta.url));
const MAKE_REFUND = readStatement(new URL('./sql/make-sandbox-refund.sql', import.meta.url));
const FIND_DISPUTE = readStatement(new URL('./sql/find-sandbox-dispute.sql', import.meta.url));

/** The sandbox's book of refunds, and of disputes. `reversal_ms`: after how long a refund comes back that does. */
export function createSandboxRefunds({
  database,
  onWebhookQueued,
  reversal_ms,
}: {
  database: Querier;
  onWebhookQueued: () => void;
  reversal_ms: number;
}): Pick<PaymentProvider, 'refund' | 'lookupRefund' | 'lookupDispute'> {
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
      if (!row) return null;
      const { id, payment_id: paymentId, amount, currency } = row;
      const [, refundId, round] = /^(refund_[^_]+)(?:_(\d+))?$/.exec(id) ?? [];
      const key = refundId === undefined ? null : { refundId, round: Number(round ?? 1) };
      return { ...stateOf(row), reference, paymentId, key, amount: { amount, currency } };
    },

    async lookupDispute(reference) {
      const [row] = await database.query<DisputeRow>(FIND_DISPUTE, [reference]);
      if (!row) return null;
      const { paymentId, amount, currency, status } = row;
      const dispute: KnownDispute = {
        reference,
        paymentId,
        amount: { amount, currency },
        reason: 'fraudulent',
        status,
      };
      return dispute;
    },
  };
}

function stateOf({ outcome: status, reference, failure_code }: RefundRow): RefundState {
  return failure_code === null ? { status, reference } : { status, reference, failureCode: failure_code };
}
