-- Gives money of a charge back, as far as it has some. Where the charge was made with the token of refunds that fail, its first refund is
-- refused; what a lost dispute has taken is, too; with that of refunds that are reversed, the first comes back later, of which webhooks tell, doubled and out of order.
-- $1 our idempotency key, which is not known yet, $2 payment, $3 reference, $4 amount, $5 currency, $6 after how many milliseconds it
-- comes back if it does. Locks: the charge's row, and those that it adds.
-- Returns the refund as parts/sandbox-refund.sql says; no row when the charge holds no such money.
WITH charge AS MATERIALIZED (
  SELECT payment_id, lost > 0 AND refunded + lost + $4 > amount AS is_lost,
         CASE WHEN NOT EXISTS (SELECT FROM sandbox_refunds WHERE payment_id = $2) THEN refund_script END AS script
    FROM sandbox_charges
   WHERE payment_id = $2 AND currency = $5 AND outcome = 'SUCCEEDED' AND settled_at <= now()::timestamptz(3)
), paid_back AS (
  UPDATE sandbox_charges AS c
     SET refunded = c.refunded + CASE WHEN charge.script = 'REVERSE_FIRST' THEN 0 ELSE $4::bigint END,
         refunded_at = CASE WHEN charge.script IS NULL AND c.refunded + $4 = c.amount THEN now() END
    FROM charge
   WHERE c.payment_id = charge.payment_id AND charge.script IS DISTINCT FROM 'FAIL_FIRST' AND c.refunded + c.lost + $4 <= c.amount
  RETURNING c.payment_id, CASE WHEN charge.script = 'REVERSE_FIRST' THEN now() + $6::float8 * interval '1 millisecond' END AS reversed_at
), made AS (
  INSERT INTO sandbox_refunds (id, payment_id, reference, amount, currency, outcome, failure_code, reversed_at)
  SELECT $1, payment_id, $3, $4, $5, 'SUCCEEDED', NULL, reversed_at FROM paid_back
  UNION ALL
  SELECT $1, payment_id, $3, $4, $5, 'FAILED', CASE WHEN is_lost THEN 'charge_disputed' ELSE 'insufficient_balance' END, NULL
    FROM charge WHERE is_lost OR script = 'FAIL_FIRST'
  RETURNING *
), told AS (
  INSERT INTO sandbox_webhooks (payment_id, body, tells_of, due_at)
  SELECT payment_id, json_build_object('provider', 'sandbox', 'kind', 'refund', 'reference', reference, 'status', status), reversed_at, reversed_at
    FROM made, unnest(ARRAY['FAILED', 'FAILED', 'SUCCEEDED']) WITH ORDINALITY AS said (status, position)
   WHERE reversed_at IS NOT NULL ORDER BY position
)
SELECT /* include parts/sandbox-refund.sql */
  FROM made
