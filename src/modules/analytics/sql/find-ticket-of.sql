-- $1 booking. Locks nothing. Returns a row when the booking has tickets, void or not: it was confirmed once.
SELECT FROM tickets WHERE booking_id = $1 LIMIT 1
