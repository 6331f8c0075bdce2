-- $1 show, $2 how many at most, $3 bookings that are left out. Locks nothing. Returns id of its bookings that are not over.
SELECT id FROM bookings
 WHERE show_id = $1 AND status IN ('PENDING_PAYMENT', 'CONFIRMED') AND id <> ALL ($3::text[]) ORDER BY id LIMIT $2
