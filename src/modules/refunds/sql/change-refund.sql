-- Writes down what became of a refund, whose row the caller has locked.
-- $1 refund, $2 status, $3 failure code, or null, $4 the provider's reference, or null: as it is.
-- Locks: the refund's row, and its payment's, which a trigger counts it in. Returns nothing.
UPDATE refunds
   SET status = $2::refund_status, failure_code = $3, provider_reference = coalesce($4, provider_reference), due_at = NULL,
       updated_at = now()
 WHERE id = $1
