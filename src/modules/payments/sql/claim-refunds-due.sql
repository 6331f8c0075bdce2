-- Claims payments whose money is to go back now: for the lease no other node gets them. Due times are rounded to milliseconds, so
-- now() is as well.
-- $1 how many at most, $2 the lease in milliseconds. Locks: the payments' rows, the longest due first; those that another
-- transaction has locked are left to it. Returns what the provider is told of each, and how often it was tried, this time included.
UPDATE payments AS payment
   SET refund_attempts = refund_attempts + 1, refund_due_at = now() + $2 * interval '1 millisecond'
  FROM (
    SELECT id FROM payments
     WHERE status <> 'REFUNDED' AND refund_due_at IS NOT NULL AND refund_failed_at IS NULL
       AND refund_due_at <= now()::timestamptz(3)
     ORDER BY refund_due_at LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED
  ) AS due
 WHERE payment.id = due.id
RETURNING payment.id, booking_id AS "bookingId", amount, currency, provider_reference AS "providerReference",
  refund_attempts AS attempts
