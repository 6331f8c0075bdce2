-- $1 bookings. Locks nothing. Returns their refunds as parts/refund.sql says, the first asked for first.
/* include parts/refund.sql */
 WHERE r.booking_id = ANY ($1::text[]) ORDER BY r.created_at, r.id
