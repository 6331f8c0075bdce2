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
  return (await findPaymentsOfAll(database, [bookingId])).get(bookingId) ?? [];
}

/** The payments of each of the bookings that has any, the first tried first. */
export async function findPaymentsOfAll(
  database: Querier,
  bookingIds: readonly string[],
): Promise<ReadonlyMap<string, Payment[]>> {
  const payments = await database.query<Payment>(
    `${SELECT} WHERE booking_id = ANY ($1::text[]) ORDER BY created_at, id`,
    [bookingIds],
  );
  return Map.groupBy(payments, ({ bookingId }) => bookingId);
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

/** A payment whose money is to go back, claimed by this node. */
export interface DueRefund extends Pick<Payment, 'id' | 'bookingId' | 'amount' | 'currency' | 'providerReference'> {
  /** This one included. */
  attempts: number;
}

const REFUND_WAITS = `status <> 'REFUNDED' AND refund_due_at IS NOT NULL AND refund_failed_at IS NULL`;

/**
 * Claims payments whose money is to go back now: for the lease no other node gets them. Due times are rounded to
 * milliseconds, so now() is as well.
 */
export async function claimRefundsDue(
  database: Querier,
  { limit, lease_ms }: { limit: number; lease_ms: number },
): Promise<DueRefund[]> {
  return await database.query<DueRefund>(
    `UPDATE payments AS payment
        SET refund_attempts = refund_attempts + 1, refund_due_at = now() + $2 * interval '1 millisecond'
       FROM (
         SELECT id FROM payments WHERE ${REFUND_WAITS} AND refund_due_at <= now()::timestamptz(3)
          ORDER BY refund_due_at LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED
       ) AS due
      WHERE payment.id = due.id
     RETURNING payment.id, booking_id AS "bookingId", amount, currency, provider_reference AS "providerReference",
       refund_attempts AS attempts`,
    [limit, lease_ms],
  );
}

/** Until a refund is due, or another node's claim to one ends; null when none waits. */
export async function untilNextRefund_ms(database: Querier): Promise<number | null> {
  // No row when none waits: greatest() passes over a null, so over min() of nothing it would say 1 ms, for ever.
  const [row] = await database.query<{ wait_ms: number }>(
    `SELECT greatest(1, ceil(extract(epoch FROM refund_due_at - now()) * 1000))::float8 AS wait_ms
       FROM payments WHERE ${REFUND_WAITS} ORDER BY refund_due_at LIMIT 1`,
  );
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
  await database.query(
    `UPDATE payments SET refund_error = $2, refund_due_at = now() + $3 * interval '1 millisecond',
            refund_failed_at = CASE WHEN $4 THEN now() END
      WHERE id = $1 AND ${REFUND_WAITS}`,
    [paymentId, reason, retryIn_ms, isFinal],
  );
}

/** How many refunds were given up and wait for a person. */
export async function countFailedRefunds(database: Querier): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM payments WHERE status <> 'REFUNDED' AND refund_failed_at IS NOT NULL`,
  );
  return row!.count;
}

const REFUND_NOW =
  'refund_requested_at = coalesce(refund_requested_at, now()), refund_due_at = coalesce(refund_due_at, now())';

/** Asks, in the transaction that ends a confirmed booking, for its money to go back; the refund worker sees to it. */
export async function requestRefund(tx: Querier, bookingId: string): Promise<void> {
  await tx.query(
    `UPDATE payments SET ${REFUND_NOW}, updated_at = now() WHERE booking_id = $1 AND status = 'SUCCEEDED'`,
    [bookingId],
  );
}

/** The same for a payment, whatever became of it, once the provider turns out to have its money. */
export async function requestRefundOf(tx: Querier, paymentId: string, reference: string | null): Promise<void> {
  await tx.query(
    `UPDATE payments SET ${REFUND_NOW}, provider_reference = coalesce($2, provider_reference), updated_at = now()
      WHERE id = $1`,
    [paymentId, reference],
  );
}
