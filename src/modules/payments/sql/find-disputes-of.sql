-- $1 bookings. Locks nothing. Returns their disputes as parts/dispute.sql says, the oldest first.
/* include parts/dispute.sql */
 WHERE booking_id = ANY ($1::text[]) ORDER BY created_at, id
