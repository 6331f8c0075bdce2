import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { PendingReason } from './payment-provider.ts';

export type PaymentStatus = 'PENDING' | 'SUCCEEDED' | 'FAILED' | 'REFUNDED';

/** From each status, the statuses that may follow. Everything else is illegal. */
export const PAYMENT_TRANSITIONS: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  PENDING: ['SUCCEEDED', 'FAILED'],
  SUCCEEDED: ['REFUNDED'],
  // Given up by us, and then the provider took the money after all: it goes back.
  FAILED: ['REFUNDED'],
  // The refund came back: it is what it was before.
  REFUNDED: ['SUCCEEDED', 'FAILED'],
};

export interface Payment {
  id: string;
  bookingId: string;
  /** Minor units. */
  amount: number;
  currency: string;
  provider: string;
  providerReference: string | null;
  status: PaymentStatus;
  failureCode: string | null;
  /** While it is PENDING: what it waits for; null: not known, or soon decided. */
  pendingReason: PendingReason | null;
  /** The quote that it pays for: a change that costs more. Null: it pays for the booking. */
  changeId: string | null;
  /** What of it is given back, or about to be. Minor units. */
  refunding: number;
  /** What of that is back. */
  refunded: number;
  /** What the bank has given to the buyer, as disputes were lost. Minor units; may be more than was left. */
  lost: number;
  createdAt: Date;
}

const FIND_PAYMENT = readStatement(new URL('./sql/find-payment.sql', import.meta.url));
const LOCK_PAYMENT = readStatement(new URL('./sql/lock-payment.sql', import.meta.url));
const FIND_PAYMENTS_OF = readStatement(new URL('./sql/find-payments-of.sql', import.meta.url));
const FIND_UNDECIDED_PAYMENTS = readStatement(new URL('./sql/find-undecided-payments.sql', import.meta.url));
const INSERT_PAYMENT = readStatement(new URL('./sql/insert-payment.sql', import.meta.url));

export async function findPayment(database: Querier, paymentId: string): Promise<Payment | null> {
  const [payment] = await database.query<Payment>(FIND_PAYMENT, [paymentId]);
  return payment ?? null;
}

/** The payment with its row locked until the transaction's end. Its booking's row is to be locked before. */
export async function lockPayment(tx: Querier, paymentId: string): Promise<Payment | null> {
  const [payment] = await tx.query<Payment>(LOCK_PAYMENT, [paymentId]);
  return payment ?? null;
}

/** The booking's payments, the first tried first. */
export async function findPaymentsOf(database: Querier, bookingId: string): Promise<Payment[]> {
  return (await findPaymentsOfAll(database, [bookingId])).get(bookingId) ?? [];
}

/** The payments of each of the bookings that has any, the first tried first. */
export async function findPaymentsOfAll(
  database: Querier,
  bookingIds: readonly string[],
): Promise<ReadonlyMap<string, Payment[]>> {
  const payments = await database.query<Payment>(FIND_PAYMENTS_OF, [bookingIds]);
  return Map.groupBy(payments, ({ bookingId }) => bookingId);
}

/** A payment that nobody has told us the end of. */
export interface UndecidedPayment {
  id: string;
  /** The provider's own id; null while it has not told one. */
  reference: string | null;
  createdAt: Date;
  /** Neither its booking nor a quote for that waits for it any more. */
  isOver: boolean;
}

/** Payments that have been undecided for `age_ms` or longer, the oldest first, from after the one with the id `after`. */
export async function findUndecidedPayments(
  database: Querier,
  { age_ms, after, limit }: { age_ms: number; after: string; limit: number },
): Promise<UndecidedPayment[]> {
  return await database.query<UndecidedPayment>(FIND_UNDECIDED_PAYMENTS, [age_ms, after, limit]);
}

export type NewPayment = Pick<
  Payment,
  'id' | 'bookingId' | 'amount' | 'currency' | 'provider' | 'pendingReason' | 'changeId'
>;

/** Writes down, inside the caller's transaction, that a payment is tried; `beginPayment` tells of it as well. */
export async function insertPayment(
  tx: Querier,
  { id, bookingId, amount, currency, provider, pendingReason, changeId }: NewPayment,
): Promise<void> {
  await tx.query(INSERT_PAYMENT, [id, bookingId, amount, currency, provider, pendingReason, changeId]);
}
