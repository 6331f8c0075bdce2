-- Sets when the cancellation of a show's bookings is gone on with.
-- $1 show, $2 in how many milliseconds; null: nothing is left to do. Locks: the row in booking_cancellations. Returns nothing.
UPDATE booking_cancellations SET due_at = now() + $2::float8 * interval '1 millisecond' WHERE show_id = $1
