-- No booking of the show is left to cancel.
-- $1 show. Locks: the row in booking_cancellations. Returns nothing.
UPDATE booking_cancellations SET cancelled_at = coalesce(cancelled_at, now()) WHERE show_id = $1
