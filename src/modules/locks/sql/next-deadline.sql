-- Locks nothing. Returns next_ms: until the next deadline of a lock that no booking was made of; null when none runs.
SELECT ceil(extract(epoch FROM min(expires_at) - clock_timestamp()) * 1000)::float8 AS "next_ms"
  FROM seat_locks
 WHERE status = 'ACTIVE' AND booked_at IS NULL
