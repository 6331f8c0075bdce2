-- Brings forward when the provider is asked about the undecided payments of a show.
-- $1 show, $2 by how many milliseconds. Locks: the rows of the payments. Returns nothing.
UPDATE payments AS payment
   SET created_at = payment.created_at - $2::float8 * interval '1 millisecond'
  FROM bookings
 WHERE bookings.id = payment.booking_id AND bookings.show_id = $1
   AND payment.status = 'PENDING'
