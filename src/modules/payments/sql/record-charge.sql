-- Writes a charge down, unless the payment was charged before.
-- $1 payment, $2 reference, $3 amount, $4 currency, $5 outcome, $6 failure code, $7 when it settles, or null: now,
-- $8 how many webhooks follow, $9 what becomes of its refunds. Locks: the row that it adds. Returns the charge as parts/charge.sql says; no row when there was one.
INSERT INTO sandbox_charges
  (payment_id, reference, amount, currency, outcome, failure_code, settled_at, webhooks_left, webhook_due_at,
   refund_script)
VALUES ($1, $2, $3, $4, $5, $6, coalesce($7::timestamptz, now()), $8,
        CASE WHEN $8 > 0 THEN coalesce($7::timestamptz, now()) END, $9)
ON CONFLICT (payment_id) DO NOTHING
RETURNING /* include parts/charge.sql */
