-- What tells whether a file that was made of a booking is still as the booking and its show are.
-- $1 bookings. Locks nothing. Returns bookingId, revision, which is another one after each change of the booking or its show, and
-- linkVersion, that of the links to the booking, for each booking that there is.
SELECT booking.id AS "bookingId", booking.revision || ' ' || show.version AS revision, booking.link_version AS "linkVersion"
  FROM bookings booking JOIN shows show ON show.id = booking.show_id
 WHERE booking.id = ANY ($1::text[])
