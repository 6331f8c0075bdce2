-- What tells whether a calendar file that was made of a booking is still as the booking and its show are.
-- $1 bookings. Locks nothing. Returns bookingId and revision, which is another one after each change of the booking or its show, for
-- each booking that there is.
SELECT booking.id AS "bookingId", booking.revision || ' ' || show.version AS revision
  FROM bookings booking JOIN shows show ON show.id = booking.show_id
 WHERE booking.id = ANY ($1::text[])
