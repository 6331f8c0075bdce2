-- Takes back what a booking counts for its code, in the transaction that ends the booking.
-- $1 booking, whose row the caller has locked. Locks: the code's row, until the end of the transaction. Returns nothing.
UPDATE codes SET uses = uses - 1, tickets = tickets - booking.code_tickets
  FROM bookings AS booking
 WHERE booking.id = $1 AND codes.id = booking.code_id
