-- Brings forward what the sandbox is still to do about the payments of a show: when charges settle and their webhooks go out.
-- $1 show, $2 by how many milliseconds. Locks: the rows of the charges. Returns nothing.
UPDATE sandbox_charges AS charge
   SET settled_at = settled_at - $2::float8 * interval '1 millisecond',
       webhook_due_at = webhook_due_at - $2::float8 * interval '1 millisecond'
  FROM payments JOIN bookings ON bookings.id = booking_id
 WHERE charge.payment_id = payments.id AND bookings.show_id = $1
   AND (webhooks_left > 0 OR settled_at > now())
