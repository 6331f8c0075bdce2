-- $1 lock. Locks nothing. Returns excused: the free seats that the lock leaves in runs that are too short; no row when there is none.
SELECT excused_ids AS excused FROM seat_locks WHERE id = $1
