-- Writes down the provider's own id of a payment, before money moves.
-- $1 payment, $2 the provider's reference. Locks: the payment's row. Returns the payment's id; no row when it is decided.
UPDATE payments SET provider_reference = $2, updated_at = now() WHERE id = $1 AND status = 'PENDING' RETURNING id
