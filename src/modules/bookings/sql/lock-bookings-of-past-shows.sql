-- Bookings of shows that began before a time, whose customers are not erased yet.
-- $1 the time, $2 the address of erased customers, $3 how many at most.
-- Locks: the rows of the bookings, in the order of their ids. Returns the bookings as parts/booking.sql says.
/* include parts/booking.sql */
 WHERE b.show_id IN (SELECT id FROM shows WHERE starts_at < $1) AND b.customer_email <> $2
 ORDER BY b.id LIMIT $3 FOR NO KEY UPDATE OF b
