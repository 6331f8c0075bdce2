-- Locks nothing. Returns showId of each show that has locks which are overdue.
SELECT DISTINCT show_id AS "showId" FROM seat_locks
 WHERE status = 'ACTIVE' AND booked_at IS NULL AND expires_at <= now()
