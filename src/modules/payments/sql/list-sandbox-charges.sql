-- Charges of the sandbox by when they were made.
-- $1 and $2 from when, and up to before when, $3 only those of payments whose id is greater, $4 how many at most. Locks nothing. Returns them as
-- parts/charge.sql says, and paymentId, in the order of these.
SELECT payment_id AS "paymentId", /* include parts/charge.sql */
  FROM sandbox_charges WHERE created_at >= $1 AND created_at < $2 AND payment_id > $3 ORDER BY payment_id LIMIT $4
