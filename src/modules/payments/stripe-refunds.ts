import type Stripe from 'stripe';
import {
  type DisputeStatus,
  type KnownDispute,
  type KnownRefund,
  type PaymentProvider,
  type RefundKey,
  type RefundRequest,
  type RefundState,
  refundKeyOf,
} from './payment-provider.ts';
import { fromStripe, toStripe } from './stripe-amounts.ts';
import { isRefusal, orBusy, orNull } from './stripe-client.ts';
import { paymentIdOf } from './stripe-payments.ts';

/** Characters of a value in Stripe's metadata. */
const MAX_VALUE = 500;
/** Of 50 that Stripe takes. A longer list ends there: it is for people who look at the dashboard. */
const MAX_TICKET_VALUES = 40;
/** Stripe's page. A payment has fewer refunds. */
const PAGE = 100;

const DISPUTES: Readonly<Record<string, DisputeStatus>> = {
  needs_response: 'NEEDS_RESPONSE',
  warning_needs_response: 'NEEDS_RESPONSE',
  appeal_needs_response: 'NEEDS_RESPONSE',
  under_review: 'UNDER_REVIEW',
  warning_under_review: 'UNDER_REVIEW',
  appeal_under_review: 'UNDER_REVIEW',
  won: 'WON',
  prevented: 'CLOSED',
  warning_closed: 'CLOSED',
  lost: 'LOST',
};

/** Refunds and disputes of Stripe's PaymentIntents. */
export class StripeRefunds implements Pick<PaymentProvider, 'refund' | 'lookupRefund' | 'lookupDispute'> {
  readonly #stripe: Stripe;

  constructor(stripe: Stripe) {
    this.#stripe = stripe;
  }

  refund = (request: RefundRequest): Promise<RefundState> => orBusy(this.#refund(request));

  async #refund(request: RefundRequest): Promise<RefundState> {
    const { payment, amount, ticketIds } = request;
    const { reference } = payment;
    if (reference === null) throw new Error(`Stripe's id of payment ${payment.paymentId} is not known.`);
    // Stripe forgets idempotency keys after a day; a refund is asked for during several.
    const earlier = await this.#findOwn(reference, request);
    if (earlier) return stateOf(earlier);
    try {
      return stateOf(
        await this.#stripe.refunds.create(
          {
            payment_intent: reference,
            amount: toStripe(amount).amount,
            metadata: { refundId: request.refundId, round: String(request.round), ...ticketsIn(ticketIds) },
          },
          { idempotencyKey: refundKeyOf(request) },
        ),
      );
    } catch (error) {
      if (isRefusal(error)) return { status: 'FAILED', reference: null, failureCode: error.code ?? 'unknown' };
      throw error;
    }
  }

  lookupRefund = async (reference: string): Promise<KnownRefund | null> => {
    const refund = await orBusy(orNull(this.#stripe.refunds.retrieve(reference, { expand: ['payment_intent'] })));
    return refund && knownRefundOf(refund);
  };

  lookupDispute = async (reference: string): Promise<KnownDispute | null> => {
    const dispute = await orBusy(orNull(this.#stripe.disputes.retrieve(reference, { expand: ['payment_intent'] })));
    return dispute && knownDisputeOf(dispute);
  };

  async #findOwn(intentId: string, { refundId, round }: RefundKey): Promise<Stripe.Refund | null> {
    const { data } = await this.#stripe.refunds.list({ payment_intent: intentId, limit: PAGE });
    return data.find((refund) => keyOf(refund)?.refundId === refundId && keyOf(refund)?.round === round) ?? null;
  }
}

/** With its payment intent in it: without it nobody knows whose it is. */
export function knownRefundOf(refund: Stripe.Refund): KnownRefund {
  return {
    ...stateOf(refund),
    reference: refund.id,
    paymentId: paymentIdOf(refund.payment_intent),
    key: keyOf(refund),
    amount: fromStripe(refund.amount, refund.currency),
  };
}

/** With its payment intent in it. */
export function knownDisputeOf(dispute: Stripe.Dispute): KnownDispute {
  return {
    reference: dispute.id,
    paymentId: paymentIdOf(dispute.payment_intent),
    amount: fromStripe(dispute.amount, dispute.currency),
    reason: dispute.reason,
    status: disputeStatusOf(dispute.status),
  };
}

export function disputeStatusOf(status: string): DisputeStatus {
  // A status that Stripe adds is one that somebody should look at.
  return DISPUTES[status] ?? 'NEEDS_RESPONSE';
}

export function refundStatusOf(status: string | null): RefundState['status'] {
  if (status === 'succeeded') return 'SUCCEEDED';
  return status === 'failed' || status === 'canceled' ? 'FAILED' : 'PENDING';
}

function stateOf({ id: reference, status, failure_reason }: Stripe.Refund): RefundState & { reference: string } {
  const ours = refundStatusOf(status);
  return ours === 'FAILED'
    ? { status: ours, reference, failureCode: failure_reason ?? status ?? 'unknown' }
    : { status: ours, reference };
}

/** Null of one that was made in the dashboard. */
function keyOf({ metadata }: Stripe.Refund): RefundKey | null {
  const { refundId, round = '1' } = metadata ?? {};
  return refundId === undefined ? null : { refundId, round: Number(round) };
}

function ticketsIn(ticketIds: readonly string[]): Record<string, string> {
  const values: string[] = [];
  for (const id of ticketIds) {
    const last = values.at(-1);
    if (last !== undefined && last.length + 1 + id.length <= MAX_VALUE) values[values.length - 1] = `${last},${id}`;
    else values.push(id);
  }
  const kept = values.slice(0, MAX_TICKET_VALUES);
  return Object.fromEntries(kept.map((value, index) => [index === 0 ? 'ticketIds' : `ticketIds${index + 1}`, value]));
}
