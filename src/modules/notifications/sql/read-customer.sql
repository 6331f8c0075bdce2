-- $1 booking. Locks nothing. Returns email and phone of its customer, whether it isFree, and whether it wasPaid (it has tickets that
-- cost something); no row when there is no such booking.
SELECT customer_email AS email, customer_phone AS phone, total = 0 AS "isFree",
       total > 0 AND EXISTS (SELECT FROM tickets WHERE booking_id = bookings.id) AS "wasPaid"
  FROM bookings WHERE id = $1
