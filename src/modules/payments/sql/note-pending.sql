-- Writes down what an undecided payment waits for, whose row the caller has locked.
-- $1 payment, $2 what, $3 the provider's reference, or null: as it is. Locks: the payment's row. Returns nothing.
UPDATE payments SET pending_reason = $2, provider_reference = coalesce($3, provider_reference), updated_at = now() WHERE id = $1
