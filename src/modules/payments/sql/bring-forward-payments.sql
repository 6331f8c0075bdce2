-- Brings forward what we are still to do about the payments of a show: asking the provider about undecided ones, and giving money back.
-- $1 show, $2 by how many milliseconds. Locks: the rows of the payments. Returns nothing.
UPDATE payments AS payment
   SET created_at = CASE WHEN payment.status = 'PENDING' THEN payment.created_at - $2::float8 * interval '1 millisecond'
                         ELSE payment.created_at END,
       refund_due_at = refund_due_at - $2::float8 * interval '1 millisecond'
  FROM bookings
 WHERE bookings.id = payment.booking_id AND bookings.show_id = $1
   AND (payment.status = 'PENDING' OR (refund_due_at IS NOT NULL AND refund_failed_at IS NULL))
