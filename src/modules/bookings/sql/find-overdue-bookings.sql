-- $1 how many at most, $2 bookings that are left out. Locks nothing. Returns id of each booking whose time to pay is over, the
-- oldest deadline first.
SELECT id FROM bookings
 WHERE status = 'PENDING_PAYMENT' AND expires_at <= now() AND id <> ALL ($2::text[])
 ORDER BY expires_at, id LIMIT $1
