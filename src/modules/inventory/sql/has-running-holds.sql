-- $1 show. Locks nothing. Returns a row when it has a hold that runs and of which no booking was made.
SELECT FROM seat_locks WHERE show_id = $1 AND status = 'ACTIVE' AND booked_at IS NULL LIMIT 1
