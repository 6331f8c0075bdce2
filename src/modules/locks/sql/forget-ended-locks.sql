-- Forgets locks that ended without a booking long ago: nothing else points to them.
-- $1 how many at most, $2 how many days they are kept. Locks: the rows that it deletes. Returns count: how many it deleted.
WITH gone AS (
  DELETE FROM seat_locks
   WHERE ctid = ANY (ARRAY(
     SELECT ctid FROM seat_locks
      WHERE status IN ('RELEASED', 'EXPIRED') AND booked_at IS NULL AND ended_at < now() - $2::int * interval '1 day' LIMIT $1))
  RETURNING 1
)
SELECT count(*)::int AS count FROM gone
