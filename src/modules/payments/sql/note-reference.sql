-- Writes down the provider's own id of a payment, whose row the caller has locked.
-- $1 payment, $2 the provider's reference. Locks: the payment's row. Returns nothing.
UPDATE payments SET provider_reference = $2, updated_at = now() WHERE id = $1
