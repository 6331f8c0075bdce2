-- $1 bookings. Locks nothing. Returns those that there are, as parts/booking.sql says.
/* include parts/booking.sql */
 WHERE b.id = ANY ($1::text[])
