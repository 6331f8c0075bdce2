-- $1 how many at most. Locks nothing. Returns showId of cancelled shows whose bookings are to be seen to now, the longest due first.
SELECT show_id AS "showId" FROM booking_cancellations WHERE due_at <= now() ORDER BY due_at LIMIT $1
