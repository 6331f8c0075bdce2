-- $1 bookings. Locks nothing. Returns their payments as parts/payment.sql says, the first tried first.
/* include parts/payment.sql */
 WHERE booking_id = ANY ($1::text[]) ORDER BY created_at, id
