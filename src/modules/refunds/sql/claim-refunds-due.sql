-- Claims refunds that are due now: for the lease no other node gets them. Due times are rounded to milliseconds, so now() is as well.
-- All nodes together claim $3 a second, as many as in a second at once.
-- $1 how many at most, $2 the lease in milliseconds, $3 how many a second. Locks: the row of refund_pace, then the refunds' rows, the longest
-- due first; those that another transaction has locked are left to it. Returns what the provider is told of each, and how often it was
-- tried, this time included.
WITH pace AS MATERIALIZED (
  SELECT greatest(spent_until, now()) AS spent_until FROM refund_pace FOR NO KEY UPDATE
), due AS MATERIALIZED (
  SELECT id FROM refunds
   WHERE status = 'PENDING' AND due_at <= now()::timestamptz(3)
   ORDER BY due_at
   LIMIT (SELECT greatest(0, least($1::int, floor(extract(epoch FROM now() + interval '1 second' - spent_until) * $3::float8)))::int FROM pace)
     FOR NO KEY UPDATE SKIP LOCKED
), spent AS (
  UPDATE refund_pace SET spent_until = pace.spent_until + (SELECT count(*) FROM due) / $3::float8 * interval '1 second'
    FROM pace WHERE EXISTS (SELECT FROM due)
)
UPDATE refunds AS refund
   SET attempts = attempts + 1, due_at = now() + $2 * interval '1 millisecond'
  FROM due, payments AS payment
 WHERE refund.id = due.id AND payment.id = refund.payment_id
RETURNING refund.id, payment_id AS "paymentId", refund.booking_id AS "bookingId", refund.amount, refund.currency, round, attempts,
  payment.provider, payment.provider_reference AS "paymentReference",
  refund.ticket_ids AS "ticketIds", refund.at_provider AS "atProvider", refund.provider_reference AS reference
