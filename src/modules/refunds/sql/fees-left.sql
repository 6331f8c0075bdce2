-- What of the payments of bookings is fees, if all else of them goes back.
-- $1 bookings, whose rows the caller has locked. Locks nothing. Returns bookingId and amount of each.
SELECT id AS "bookingId", fees_left(id) AS amount FROM unnest($1::text[]) AS asked (id)
