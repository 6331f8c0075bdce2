-- The confirmed bookings of a show whose customers can be written to and may know an earlier state of it: a node may have told that for some
-- seconds after the change.
-- $1 show, $2 when it was changed, $3 the address of erased customers. Locks nothing. Returns bookingId, revision and email.
SELECT id AS "bookingId", revision, customer_email AS email FROM bookings
 WHERE show_id = $1 AND status = 'CONFIRMED' AND created_at <= $2::timestamptz + interval '5 seconds' AND customer_email NOT IN ('', $3)
 ORDER BY id
