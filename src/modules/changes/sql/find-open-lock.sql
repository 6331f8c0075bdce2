-- $1 booking. Locks nothing. Returns lockId of its quote that was not applied, or no row where that has none.
SELECT lock_id AS "lockId" FROM booking_changes WHERE booking_id = $1 AND applied_at IS NULL AND lock_id IS NOT NULL
