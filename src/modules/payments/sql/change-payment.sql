-- Writes down what became of a payment, whose row the caller has locked.
-- $1 payment, $2 status, $3 failure code, $4 the provider's reference, or null: as it is. Locks: the payment's row. Returns nothing.
UPDATE payments
   SET status = $2, failure_code = $3, pending_reason = NULL, provider_reference = coalesce($4, provider_reference), updated_at = now()
 WHERE id = $1
