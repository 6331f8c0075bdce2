import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { PaymentStatus } from '../payments/payment.ts';
import type { DisputeStatus, KnownDispute, KnownPayment, KnownRefund } from '../payments/payment-provider.ts';
import type { RefundStatus } from '../refunds/refund.ts';

/** What we have of what is reconciled. Amounts are minor units. */
interface OurRow {
  id: string;
  /** Of the booking. */
  reference: string;
  /** The provider's own id; null while it has told none. */
  providerReference: string | null;
  amount: number;
  currency: string;
}

export interface PaymentRow extends OurRow {
  status: PaymentStatus;
  isTaken: boolean;
  kept: number;
  posted: number;
}

export interface RefundRow extends OurRow {
  paymentId: string;
  status: RefundStatus;
}

export interface DisputeRow extends OurRow {
  paymentId: string;
  providerReference: string;
  status: DisputeStatus;
}

const LISTS = {
  payments: readStatement(new URL('./sql/list-payments-of-day.sql', import.meta.url)),
  refunds: readStatement(new URL('./sql/list-refunds-of-day.sql', import.meta.url)),
  disputes: readStatement(new URL('./sql/list-disputes-of-day.sql', import.meta.url)),
};
const FIND_PAYMENTS = readStatement(new URL('./sql/find-payments.sql', import.meta.url));
const FIND_REFUNDS = readStatement(new URL('./sql/find-refunds.sql', import.meta.url));
const FIND_DISPUTES = readStatement(new URL('./sql/find-disputes.sql', import.meta.url));

interface Rows {
  payments: PaymentRow;
  refunds: RefundRow;
  disputes: DisputeRow;
}

export interface OurTime {
  /** Its name. */
  provider: string;
  from: Date;
  to: Date;
}

/** Has each of ours of the time looked at, some at once. Resolves with how many there were. */
export async function eachOfOurs<Kind extends keyof Rows>(
  database: Querier,
  kind: Kind,
  { provider, from, to }: OurTime,
  { atOnce, look }: { atOnce: number; look: (row: Rows[Kind]) => Promise<void> },
): Promise<number> {
  for (let after = '', count = 0; ; ) {
    const rows = await database.query<Rows[Kind]>(LISTS[kind], [provider, from, to, after, atOnce]);
    await Promise.all(rows.map(look));
    count += rows.length;
    if (rows.length < atOnce) return count;
    after = rows.at(-1)!.id;
  }
}

/** Our payments among these, by their ids. */
export async function findOurPayments(
  database: Querier,
  provider: string,
  listed: readonly Pick<KnownPayment, 'paymentId'>[],
): Promise<ReadonlyMap<string, PaymentRow>> {
  const ids = new Set(listed.flatMap(({ paymentId }) => (paymentId === null ? [] : [paymentId])));
  const rows = await database.query<PaymentRow>(FIND_PAYMENTS, [provider, [...ids]]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Our refunds among these, by our ids and by the provider's. */
export async function findOurRefunds(
  database: Querier,
  provider: string,
  listed: readonly KnownRefund[],
): Promise<ReadonlyMap<string, RefundRow>> {
  const rows = await database.query<RefundRow>(FIND_REFUNDS, [
    provider,
    listed.flatMap(({ key }) => (key === null ? [] : [key.refundId])),
    listed.flatMap(({ paymentId }) => (paymentId === null ? [] : [paymentId])),
    listed.map(({ reference }) => reference),
  ]);
  return new Map(
    rows.flatMap((row) => [
      [row.id, row] as const,
      ...(row.providerReference === null ? [] : [[row.providerReference, row] as const]),
    ]),
  );
}

/** Our disputes among these, by the provider's ids. */
export async function findOurDisputes(
  database: Querier,
  provider: string,
  listed: readonly KnownDispute[],
): Promise<ReadonlyMap<string, DisputeRow>> {
  const references = listed.map(({ reference }) => reference);
  const rows = await database.query<DisputeRow>(FIND_DISPUTES, [provider, references]);
  return new Map(rows.map((row) => [row.providerReference, row]));
}
