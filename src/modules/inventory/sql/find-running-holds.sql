-- $1 show. Locks nothing. Returns id of its holds that run, and that no booking was made of.
SELECT id FROM seat_locks WHERE show_id = $1 AND status = 'ACTIVE' AND booked_at IS NULL
