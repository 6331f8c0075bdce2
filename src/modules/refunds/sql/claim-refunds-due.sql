-- Claims refunds that are due now: for the lease no other node gets them. Due times are rounded to milliseconds, so now() is as well.
-- $1 how many at most, $2 the lease in milliseconds. Locks: the refunds' rows, the longest due first; those that another transaction has
-- locked are left to it. Returns what the provider is told of each, and how often it was tried, this time included.
UPDATE refunds AS refund
   SET attempts = attempts + 1, due_at = now() + $2 * interval '1 millisecond'
  FROM (
    SELECT id FROM refunds
     WHERE status = 'PENDING' AND due_at <= now()::timestamptz(3)
     ORDER BY due_at LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED
  ) AS due, payments AS payment
 WHERE refund.id = due.id AND payment.id = refund.payment_id
RETURNING refund.id, payment_id AS "paymentId", refund.booking_id AS "bookingId", refund.amount, refund.currency, round, attempts,
  payment.provider, payment.provider_reference AS "paymentReference",
  refund.ticket_ids AS "ticketIds", refund.at_provider AS "atProvider", refund.provider_reference AS reference
