-- Writes down that a claimed refund failed, where the money has not gone back meanwhile.
-- $1 payment, $2 why, $3 in how many milliseconds it is tried again, $4 whether it is given up instead.
-- Locks: the payment's row. Returns nothing.
UPDATE payments
   SET refund_error = $2, refund_due_at = now() + $3 * interval '1 millisecond', refund_failed_at = CASE WHEN $4 THEN now() END
 WHERE id = $1 AND status <> 'REFUNDED' AND refund_due_at IS NOT NULL AND refund_failed_at IS NULL
