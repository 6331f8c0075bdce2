-- Asks for the money of one payment to go back, whatever became of it.
-- $1 payment, $2 the provider's reference, or null: as it is. Locks: the payment's row. Returns nothing.
UPDATE payments
   SET refund_requested_at = coalesce(refund_requested_at, now()), refund_due_at = coalesce(refund_due_at, now()),
       provider_reference = coalesce($2, provider_reference), updated_at = now()
 WHERE id = $1
