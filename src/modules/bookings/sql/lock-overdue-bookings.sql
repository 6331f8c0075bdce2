-- Those of some bookings whose time to pay is over.
-- $1 bookings. Locks: the rows of the bookings, the oldest deadline first; those that another node works on are left to it.
-- Returns the bookings as parts/booking.sql says.
/* include parts/booking.sql */
 WHERE b.id = ANY ($1::text[]) AND b.status = 'PENDING_PAYMENT' AND b.expires_at <= now()
 ORDER BY b.expires_at, b.id FOR NO KEY UPDATE OF b SKIP LOCKED
