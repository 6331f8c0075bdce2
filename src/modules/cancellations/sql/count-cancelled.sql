-- So many more bookings were cancelled with their show.
-- $1 show, $2 how many. Locks: the row in booking_cancellations. Returns nothing.
UPDATE booking_cancellations SET cancelled = cancelled + $2 WHERE show_id = $1
