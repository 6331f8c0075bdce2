-- Writes down how a dispute stands.
-- $1 its id, if it is new, $2 payment, $3 booking, $4 the provider's reference, $5 amount, $6 currency, $7 the reason in the provider's
-- words, $8 status. Locks: the dispute's row. Returns its id; no row, and changes nothing, where it stood so before.
INSERT INTO payment_disputes AS known (id, payment_id, booking_id, provider_reference, amount, currency, reason, status)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (payment_id, provider_reference) DO UPDATE
   SET status = excluded.status, amount = excluded.amount, reason = excluded.reason, updated_at = now()
 WHERE known.status <> excluded.status OR known.amount <> excluded.amount
RETURNING id
