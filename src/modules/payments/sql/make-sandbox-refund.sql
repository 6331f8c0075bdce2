-- Gives money of a charge back, as far as it has some; where the charge was made with the token of refunds that fail, its first refund is
-- refused.
-- $1 our idempotency key, which is not known yet, $2 payment, $3 reference, $4 amount, $5 currency. Locks: the charge's row, and the one
-- that it adds. Returns the refund as parts/sandbox-refund.sql says; no row when the charge holds no such money.
WITH charge AS MATERIALIZED (
  SELECT payment_id, refund_script = 'FAIL_FIRST' AND NOT EXISTS (SELECT FROM sandbox_refunds WHERE payment_id = $2) AS is_refused
    FROM sandbox_charges
   WHERE payment_id = $2 AND currency = $5 AND outcome = 'SUCCEEDED' AND settled_at <= now()::timestamptz(3)
), paid_back AS (
  UPDATE sandbox_charges AS c
     SET refunded = c.refunded + $4, refunded_at = CASE WHEN c.refunded + $4 = c.amount THEN now() END
    FROM charge
   WHERE c.payment_id = charge.payment_id AND charge.is_refused IS NOT TRUE AND c.refunded + $4 <= c.amount
  RETURNING c.payment_id
)
INSERT INTO sandbox_refunds (id, payment_id, reference, amount, currency, outcome, failure_code)
SELECT $1, payment_id, $3, $4, $5, 'SUCCEEDED', NULL FROM paid_back
UNION ALL
SELECT $1, payment_id, $3, $4, $5, 'FAILED', 'insufficient_balance' FROM charge WHERE is_refused
RETURNING /* include parts/sandbox-refund.sql */
