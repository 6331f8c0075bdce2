-- Bookings of a show that are not over.
-- $1 show, $2 how many at most, $3 bookings that are left out. Locks: the rows of the bookings; those that another transaction works on are
-- left to it. Returns the bookings as parts/booking.sql says, those of one promo code together.
/* include parts/booking.sql */
 WHERE b.show_id = $1 AND b.status IN ('PENDING_PAYMENT', 'CONFIRMED') AND b.id <> ALL ($3::text[])
 ORDER BY coalesce(b.code_id, ''), b.id LIMIT $2 FOR NO KEY UPDATE OF b SKIP LOCKED
