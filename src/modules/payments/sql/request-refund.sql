-- Asks for the money of a booking to go back, in the transaction that ends it.
-- $1 booking. Locks: the rows of its payments that succeeded. Returns nothing.
UPDATE payments
   SET refund_requested_at = coalesce(refund_requested_at, now()), refund_due_at = coalesce(refund_due_at, now()),
       updated_at = now()
 WHERE booking_id = $1 AND status = 'SUCCEEDED'
