-- Writes down how far the cancellation of a show's bookings was told of to be, unless that was told last, or something was within this time.
-- $1 show, $2 how far it is (JSON), $3 not sooner after the last time, in milliseconds. Locks: the row in booking_cancellations. Returns a
-- row when it is to be told.
UPDATE booking_cancellations SET told = $2::jsonb, told_at = clock_timestamp()
 WHERE show_id = $1 AND told IS DISTINCT FROM $2::jsonb
   AND (told_at IS NULL OR told_at <= clock_timestamp() - $3::float8 * interval '1 millisecond')
RETURNING show_id
