import type { Querier } from '../../platform/postgres/database.ts';

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

const SELECT = `
  SELECT id, booking_id AS "bookingId", amount, currency, provider, provider_reference AS "providerReference", status,
         failure_code AS "failureCode", refund_requested_at AS "refundRequestedAt", created_at AS "createdAt"
    FROM payments`;

export async function findPayment(database: Querier, paymentId: string): Promise<Payment | null> {
  const [payment] = await database.query<Payment>(`${SELECT} WHERE id = $1`, [paymentId]);
  return payment ?? null;
}

/** The payment with its row locked until the transaction's end. Its booking's row is to be locked before. */
export async function lockPayment(tx: Querier, paymentId: string): Promise<Payment | null> {
  const [payment] = await tx.query<Payment>(`${SELECT} WHERE id = $1 FOR NO KEY UPDATE`, [paymentId]);
  return payment ?? null;
}

/** The booking's payments, the first tried first. */
export async function findPaymentsOf(database: Querier, bookingId: string): Promise<Payment[]> {
  return await database.query<Payment>(`${SELECT} WHERE booking_id = $1 ORDER BY created_at, id`, [bookingId]);
}

/** Payments that have been undecided for `age_ms` or longer, the oldest first, from after the one with the id `after`. */
export async function findUndecidedPayments(
  database: Querier,
  { age_ms, after, limit }: { age_ms: number; after: string; limit: number },
): Promise<Payment[]> {
  return await database.query<Payment>(
    `${SELECT} WHERE status = 'PENDING' AND created_at <= now() - $1 * interval '1 millisecond' AND id > $2
      ORDER BY id LIMIT $3`,
    [age_ms, after, limit],
  );
}

/** Payments whose money is to go back, asked for or tried the longest ago first: those that fail don't hold up others. */
export async function findRefundsDue(database: Querier, limit: number): Promise<Payment[]> {
  return await database.query<Payment>(
    `${SELECT} WHERE status <> 'REFUNDED' AND refund_requested_at IS NOT NULL ORDER BY updated_at LIMIT $1`,
    [limit],
  );
}

/** Sends a refund that failed to the end of the queue. */
export async function postponeRefund(database: Querier, paymentId: string): Promise<void> {
  await database.query('UPDATE payments SET updated_at = now() WHERE id = $1', [paymentId]);
}

/** Asks, in the transaction that ends a confirmed booking, for its money to go back; the refund worker sees to it. */
export async function requestRefund(tx: Querier, bookingId: string): Promise<void> {
  await tx.query(
    `UPDATE payments SET refund_requested_at = coalesce(refund_requested_at, now()), updated_at = now()
      WHERE booking_id = $1 AND status = 'SUCCEEDED'`,
    [bookingId],
  );
}
