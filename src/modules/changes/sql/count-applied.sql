-- $1 booking, whose row the caller has locked. Locks nothing. Returns count: how many changes it has had.
SELECT count(*)::int AS count FROM booking_changes WHERE booking_id = $1 AND applied_at IS NOT NULL
