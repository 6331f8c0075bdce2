import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';

export type PaymentStatus = 'PENDING' | 'SUCCEEDED' | 'FAILED' | 'REFUNDED';

/** From each status, the statuses that may follow. Everything else is illegal. */
export const PAYMENT_TRANSITIONS: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  PENDING: ['SUCCEEDED', 'FAILED'],
  SUCCEEDED: ['REFUNDED'],
  // Given up by us, and then the provider took the money after all: it goes back.
  FAILED: ['REFUNDED'],
  REFUNDED: [],
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
  refundRequestedAt: Date | null;
  createdAt: Date;
}

const FIND_PAYMENT = readStatement(new URL('./sql/find-payment.sql', import.meta.url));
const LOCK_PAYMENT = readStatement(new URL('./sql/lock-payment.sql', import.meta.url));
const FIND_PAYMENTS_OF = readStatement(new URL('./sql/find-payments-of.sql', import.meta.url));
const FIND_UNDECIDED_PAYMENTS = readStatement(new URL('./sql/find-undecided-payments.sql', import.meta.url));
const INSERT_PAYMENT = readStatement(new URL('./sql/insert-payment.sql', import.meta.url));
const CLAIM_REFUNDS_DUE = readStatement(new URL('./sql/claim-refunds-due.sql', import.meta.url));
const NEXT_REFUND = readStatement(new URL('./sql/next-refund.sql', import.meta.url));
const RECORD_REFUND_FAILURE = readStatement(new URL('./sql/record-refund-failure.sql', import.meta.url));
const COUNT_FAILED_REFUNDS = readStatement(new URL('./sql/count-failed-refunds.sql', import.meta.url));
const REQUEST_REFUND = readStatement(new URL('./sql/request-refund.sql', import.meta.url));
const REQUEST_REFUND_OF = readStatement(new URL('./sql/request-refund-of.sql', import.meta.url));

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

/** Payments that have been undecided for `age_ms` or longer, the oldest first, from after the one with the id `after`. */
export async function findUndecidedPayments(
  database: Querier,
  { age_ms, after, limit }: { age_ms: number; after: string; limit: number },
): Promise<Payment[]> {
  return await database.query<Payment>(FIND_UNDECIDED_PAYMENTS, [age_ms, after, limit]);
}

/** Writes down, inside the caller's transaction, that a payment is tried. */
export async function insertPayment(
  tx: Querier,
  { id, bookingId, amount, currency, provider }: Pick<Payment, 'id' | 'bookingId' | 'amount' | 'currency' | 'provider'>,
): Promise<void> {
  await tx.query(INSERT_PAYMENT, [id, bookingId, amount, currency, provider]);
}

/** A payment whose money is to go back, claimed by this node. */
export interface DueRefund extends Pick<Payment, 'id' | 'bookingId' | 'amount' | 'currency' | 'providerReference'> {
  /** This one included. */
  attempts: number;
}

/** Claims payments whose money is to go back now: for the lease no other node gets them. */
export async function claimRefundsDue(
  database: Querier,
  { limit, lease_ms }: { limit: number; lease_ms: number },
): Promise<DueRefund[]> {
  return await database.query<DueRefund>(CLAIM_REFUNDS_DUE, [limit, lease_ms]);
}

/** Until a refund is due, or another node's claim to one ends; null when none waits. */
export async function untilNextRefund_ms(database: Querier): Promise<number | null> {
  const [row] = await database.query<{ wait_ms: number }>(NEXT_REFUND);
  return row?.wait_ms ?? null;
}

export interface RefundFailure {
  reason: string;
  /** It is not tried again by itself. */
  isFinal: boolean;
  retryIn_ms: number;
}

/** Writes down that a claimed refund failed. Nothing where the money has gone back meanwhile. */
export async function recordRefundFailure(
  database: Querier,
  paymentId: string,
  { reason, isFinal, retryIn_ms }: RefundFailure,
): Promise<void> {
  await database.query(RECORD_REFUND_FAILURE, [paymentId, reason, retryIn_ms, isFinal]);
}

/** How many refunds were given up and wait for a person. */
export async function countFailedRefunds(database: Querier): Promise<number> {
  const [row] = await database.query<{ count: number }>(COUNT_FAILED_REFUNDS);
  return row!.count;
}

/** Asks, in the transaction that ends a confirmed booking, for its money to go back; the refund worker sees to it. */
export async function requestRefund(tx: Querier, bookingId: string): Promise<void> {
  await tx.query(REQUEST_REFUND, [bookingId]);
}

/** The same for a payment, whatever became of it, once the provider turns out to have its money. */
export async function requestRefundOf(tx: Querier, paymentId: string, reference: string | null): Promise<void> {
  await tx.query(REQUEST_REFUND_OF, [paymentId, reference]);
}
