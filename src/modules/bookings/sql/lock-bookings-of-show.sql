-- Bookings of a show that are not over.
-- $1 show, $2 how many at most, $3 bookings that are left out. Locks: the rows of the bookings; those that another transaction works on are
-- left to it. Returns id of each, those of one promo code together. (What they hold is read by a statement of its own: this one would look it
-- up for all bookings of the show before it takes the first of them.)
SELECT id FROM bookings
 WHERE show_id = $1 AND status IN ('PENDING_PAYMENT', 'CONFIRMED') AND id <> ALL ($3::text[])
 ORDER BY coalesce(code_id, ''), id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED
