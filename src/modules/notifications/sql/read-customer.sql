-- $1 booking. Locks nothing. Returns email and phone of its customer, whether it isFree, and wasConfirmed (it has tickets, void ones
-- included); no row when there is no such booking.
SELECT customer_email AS email, customer_phone AS phone, total = 0 AS "isFree",
       EXISTS (SELECT FROM tickets WHERE booking_id = bookings.id) AS "wasConfirmed"
  FROM bookings WHERE id = $1
