-- Writes a charge down, unless the payment was charged before.
-- $1 payment, $2 reference, $3 amount, $4 currency, $5 outcome, $6 failure code, $7 when it settles, or null: now,
-- $8 how many webhooks follow, $9 what becomes of its refunds, $10 what it waits for until it settles, $11 after how many milliseconds it
-- is disputed, or null: it is not, $12 how the dispute stands then. Of a dispute two webhooks tell.
-- Locks: the rows that it adds. Returns the charge as parts/charge.sql says; no row when there was one.
WITH charge AS (
  INSERT INTO sandbox_charges
    (payment_id, reference, amount, currency, outcome, failure_code, settled_at, webhooks_left, webhook_due_at,
     refund_script, pending_reason, disputed_at, dispute_status, lost)
  VALUES ($1, $2, $3, $4, $5, $6, coalesce($7::timestamptz, now()), $8,
          CASE WHEN $8 > 0 THEN coalesce($7::timestamptz, now()) END, $9, $10, now() + $11::float8 * interval '1 millisecond',
          coalesce($12::text, 'NEEDS_RESPONSE'), CASE WHEN $12::text = 'LOST' THEN $3::bigint ELSE 0 END)
  ON CONFLICT (payment_id) DO NOTHING
  RETURNING *
), told AS (
  INSERT INTO sandbox_webhooks (payment_id, body, tells_of, due_at)
  SELECT payment_id,
         json_build_object('provider', 'sandbox', 'kind', 'dispute', 'reference', reference || '_dispute', 'status', dispute_status),
         disputed_at, disputed_at
    FROM charge, generate_series(1, 2) WHERE disputed_at IS NOT NULL
)
SELECT /* include parts/charge.sql */
  FROM charge
