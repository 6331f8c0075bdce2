-- $1 booking. Locks: the booking's row; not its key: the seat service, which holds the show's head, only refers to a booking and
-- need not wait for it. Returns the booking as parts/booking.sql says, or no row.
/* include parts/booking.sql */
 WHERE b.id = $1 FOR NO KEY UPDATE OF b
