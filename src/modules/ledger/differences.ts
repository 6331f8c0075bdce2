import type {
  DisputeStatus,
  KnownDispute,
  KnownPayment,
  KnownRefund,
  PaymentAmount,
  PaymentState,
  RefundState,
} from '../payments/payment-provider.ts';
import type { DisputeRow, PaymentRow, RefundRow } from './reconciled-rows.ts';

/** What two books say otherwise of a payment, a refund or a dispute. Amounts are minor units. */
export interface Difference {
  /** STATUS and AMOUNT: here and at the provider. LEDGER: the ledger and the payment with its refunds. NO_ANSWER: it can't be told. */
  kind: 'STATUS' | 'AMOUNT' | 'LEDGER' | 'NO_ANSWER';
  of: 'payment' | 'refund' | 'dispute';
  /** `payment_…`, `refund_…` or `dispute_…`; null: it has none, as it was made at the provider. */
  id: string | null;
  paymentId: string;
  /** Of the booking; null: it is not known here. */
  reference: string | null;
  /** The provider's own id; null while it has told none. */
  providerReference: string | null;
  amount: number;
  currency: string;
  here: string | number;
  there: string | number;
  /** Of AMOUNT: the provider's, which may be another. */
  currencyThere?: string;
}

/** What is said of what one of the books has not. */
export const UNKNOWN = 'UNKNOWN';

export function ledgerDifferences(payment: PaymentRow): Difference[] {
  const { kept, posted } = payment;
  return kept === posted ? [] : [differenceOf('LEDGER', payment, { here: kept, there: posted })];
}

/** `state` is null where the provider has never heard of the payment. */
export function paymentDifferences(payment: PaymentRow, state: Pick<PaymentState, 'status'> | null): Difference[] {
  const there = state?.status ?? UNKNOWN;
  const isUndecided = payment.status === 'PENDING' && there === 'FAILED';
  if (payment.isTaken === (there === 'SUCCEEDED') && !isUndecided) return [];
  return [differenceOf('STATUS', payment, { here: payment.status, there })];
}

/** Of one that the provider has listed; `payment` is undefined where it is not known here. */
export function listedPaymentDifferences(listed: Ours<KnownPayment>, payment: PaymentRow | undefined): Difference[] {
  if (payment) return [...paymentDifferences(payment, listed), ...amountDifferences(payment, listed.amount)];
  // No money moved: one that nobody paid may be forgotten here.
  if (listed.status === 'FAILED') return [];
  return [unknownHere('payment', { ...listed, id: listed.paymentId, booking: undefined })];
}

/** `state` is null where the provider has no such refund. */
export function refundDifferences(
  refund: RefundRow,
  state: (Pick<RefundState, 'status'> & { amount: PaymentAmount }) | null,
): Difference[] {
  const there = state?.status ?? UNKNOWN;
  const isOther = (refund.status === 'SUCCEEDED') !== (there === 'SUCCEEDED');
  return [
    ...(isOther ? [differenceOf('STATUS', refund, { here: refund.status, there })] : []),
    ...(state ? amountDifferences(refund, state.amount) : []),
  ];
}

/**
 * Of one that the provider has listed; `refund` is undefined where it is not known here: it was made in the provider's dashboard, and its
 * webhook did not come.
 */
export function listedRefundDifferences(
  listed: Ours<KnownRefund>,
  refund: RefundRow | undefined,
  booking: Pick<PaymentRow, 'reference'> | undefined,
): Difference[] {
  const isThis = refund && (refund.providerReference ?? listed.reference) === listed.reference;
  if (isThis) return refundDifferences(refund, listed);
  // An earlier attempt of ours, or one that gave nothing back: no money moved.
  if (listed.status === 'FAILED') return [];
  return [unknownHere('refund', { ...listed, id: listed.key?.refundId ?? null, booking })];
}

/** `known` is null where the provider has no such dispute. */
export function disputeDifferences(
  dispute: DisputeRow,
  known: { status: DisputeStatus; amount: PaymentAmount } | null,
): Difference[] {
  const there = known?.status ?? UNKNOWN;
  return [
    ...(dispute.status === there ? [] : [differenceOf('STATUS', dispute, { here: dispute.status, there })]),
    ...(known ? amountDifferences(dispute, known.amount) : []),
  ];
}

/** Of one that the provider has listed; `dispute` is undefined where it is not known here. */
export function listedDisputeDifferences(
  listed: Ours<KnownDispute>,
  dispute: DisputeRow | undefined,
  booking: Pick<PaymentRow, 'reference'> | undefined,
): Difference[] {
  if (dispute) return disputeDifferences(dispute, listed);
  return [unknownHere('dispute', { ...listed, id: null, booking })];
}

export function noAnswer(row: PaymentRow | RefundRow | DisputeRow, error: unknown): Difference {
  return differenceOf('NO_ANSWER', row, { here: row.status, there: String(error) });
}

/** With our id of the payment in it. */
export type Ours<Known extends { paymentId: string | null }> = Known & { paymentId: string };

function amountDifferences(row: PaymentRow | RefundRow | DisputeRow, there: PaymentAmount): Difference[] {
  if (row.amount === there.amount && row.currency === there.currency) return [];
  const sides = { here: row.amount, there: there.amount };
  return [{ ...differenceOf('AMOUNT', row, sides), currencyThere: there.currency }];
}

function unknownHere(
  of: Difference['of'],
  listed: Pick<Ours<KnownDispute>, 'paymentId' | 'reference' | 'amount'> & {
    id: string | null;
    status: string;
    booking: Pick<PaymentRow, 'reference'> | undefined;
  },
): Difference {
  const { id, paymentId, reference: providerReference, amount, status, booking } = listed;
  const about = { of, id, paymentId, reference: booking?.reference ?? null, providerReference, ...amount };
  return { kind: 'STATUS', ...about, here: UNKNOWN, there: status };
}

function differenceOf(
  kind: Difference['kind'],
  row: PaymentRow | RefundRow | DisputeRow,
  sides: Pick<Difference, 'here' | 'there'>,
): Difference {
  const { id, reference, providerReference, amount, currency } = row;
  const paymentId = 'paymentId' in row ? row.paymentId : id;
  const of = 'paymentId' in row ? (id.startsWith('refund_') ? 'refund' : 'dispute') : 'payment';
  return { kind, of, id, paymentId, reference, providerReference, amount, currency, ...sides };
}
