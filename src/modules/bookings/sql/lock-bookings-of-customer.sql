-- A customer's bookings that are not erased yet.
-- $1 the customer's e-mail address, in all its spellings, $2 the address of erased customers, $3 how many at most.
-- Locks: the rows of the bookings, in the order of their ids. Returns the bookings as parts/booking.sql says.
/* include parts/booking.sql */
 WHERE b.customer_email = ANY ($1::text[]) AND b.customer_email <> $2
 ORDER BY b.id LIMIT $3 FOR NO KEY UPDATE OF b
