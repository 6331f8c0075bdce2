import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { PaymentStatus } from '../payments/payment.ts';
import type { PaymentProvider, PaymentState, RefundState } from '../payments/payment-provider.ts';
import type { RefundStatus } from '../refunds/refund.ts';

/** What two books say otherwise of a payment or a refund. Amounts are minor units. */
export interface Difference {
  /** STATUS and AMOUNT: here and at the provider. LEDGER: the ledger and the payment with its refunds. NO_ANSWER: it can't be told. */
  kind: 'STATUS' | 'AMOUNT' | 'LEDGER' | 'NO_ANSWER';
  /** `payment_…` or `refund_…`. */
  id: string;
  paymentId: string;
  /** Of the booking. */
  reference: string;
  /** The provider's own id; null while it has told none. */
  providerReference: string | null;
  amount: number;
  currency: string;
  here: string | number;
  there: string | number;
}

export interface Reconciliation {
  payments: number;
  refunds: number;
  differences: Difference[];
}

interface PaymentRow {
  id: string;
  reference: string;
  providerReference: string | null;
  amount: number;
  currency: string;
  status: PaymentStatus;
  isTaken: boolean;
  kept: number;
  posted: number;
}

interface RefundRow extends Pick<PaymentRow, 'id' | 'reference' | 'providerReference' | 'amount' | 'currency'> {
  paymentId: string;
  status: RefundStatus;
}

const LIST_PAYMENTS = readStatement(new URL('./sql/list-payments-of-day.sql', import.meta.url));
const LIST_REFUNDS = readStatement(new URL('./sql/list-refunds-of-day.sql', import.meta.url));

/** So many are asked about at a time: providers answer some tens a second. */
const AT_ONCE = 10;
/** What the provider says of what it has never heard of. */
const UNKNOWN = 'UNKNOWN';

type Provider = Pick<PaymentProvider, 'name' | 'lookup' | 'lookupRefund'>;

export interface ReconciliationDeps {
  database: Querier;
  provider: Provider;
}

/**
 * Asks the provider about each payment and refund of a time, from its beginning up to before its end, and holds the ledger against them.
 * Changes nothing. What is on its way (PENDING on either side) is a difference once the other side has decided it.
 */
export async function reconcile(
  { database, provider }: ReconciliationDeps,
  { from, to }: { from: Date; to: Date },
): Promise<Reconciliation> {
  const of = [provider.name, from, to];
  const differences: Difference[] = [];
  const payments = await eachOf<PaymentRow>(database, LIST_PAYMENTS, of, async (payment) => {
    differences.push(...ledgerDifferences(payment), ...(await paymentDifferences(provider, payment)));
  });
  const refunds = await eachOf<RefundRow>(database, LIST_REFUNDS, of, async (refund) => {
    differences.push(...(await refundDifferences(provider, refund)));
  });
  differences.sort((a, b) => (a.id < b.id ? -1 : 1));
  return { payments, refunds, differences };
}

/** Resolves with how many there were. */
async function eachOf<Row extends { id: string }>(
  database: Querier,
  statement: string,
  of: readonly unknown[],
  look: (row: Row) => Promise<void>,
): Promise<number> {
  for (let after = '', count = 0; ; ) {
    const rows = await database.query<Row>(statement, [...of, after, AT_ONCE]);
    await Promise.all(rows.map(look));
    count += rows.length;
    if (rows.length < AT_ONCE) return count;
    after = rows.at(-1)!.id;
  }
}

function ledgerDifferences(payment: PaymentRow): Difference[] {
  const { kept, posted } = payment;
  return kept === posted ? [] : [differenceOf('LEDGER', payment, { here: kept, there: posted })];
}

async function paymentDifferences(provider: Provider, payment: PaymentRow): Promise<Difference[]> {
  const { id: paymentId, providerReference: reference, isTaken, status } = payment;
  let state: PaymentState | null;
  try {
    state = await provider.lookup({ paymentId, reference });
  } catch (error) {
    return [differenceOf('NO_ANSWER', payment, { here: status, there: String(error) })];
  }
  const there = state?.status ?? UNKNOWN;
  const isTakenThere = there === 'SUCCEEDED';
  const isUndecided = status === 'PENDING' && there === 'FAILED';
  if (isTaken === isTakenThere && !isUndecided) return [];
  return [differenceOf('STATUS', payment, { here: status, there })];
}

async function refundDifferences(provider: Provider, refund: RefundRow): Promise<Difference[]> {
  const { providerReference: reference, amount, status } = refund;
  // The provider was not asked yet, or has not answered: nothing of it is known there by an id.
  if (reference === null)
    return status === 'SUCCEEDED' ? [differenceOf('STATUS', refund, { here: status, there: UNKNOWN })] : [];
  let state: (RefundState & { amount: { amount: number } }) | null;
  try {
    state = await provider.lookupRefund(reference);
  } catch (error) {
    return [differenceOf('NO_ANSWER', refund, { here: status, there: String(error) })];
  }
  const there = state?.status ?? UNKNOWN;
  const differences: Difference[] = [];
  const isMadeThere = there === 'SUCCEEDED';
  if ((status === 'SUCCEEDED') !== isMadeThere)
    differences.push(differenceOf('STATUS', refund, { here: status, there }));
  if (state && state.amount.amount !== amount) {
    differences.push(differenceOf('AMOUNT', refund, { here: amount, there: state.amount.amount }));
  }
  return differences;
}

function differenceOf(
  kind: Difference['kind'],
  { id, reference, providerReference, amount, currency, ...row }: PaymentRow | RefundRow,
  sides: Pick<Difference, 'here' | 'there'>,
): Difference {
  const paymentId = 'paymentId' in row ? row.paymentId : id;
  return { kind, id, paymentId, reference, providerReference, amount, currency, ...sides };
}
