-- Forgets quotes that were not applied in time.
-- $1 how many at most, $2 days that they are kept after their end. Locks: their rows; those that another node is at are left to it.
-- Returns count: how many were forgotten.
WITH gone AS (
  DELETE FROM booking_changes
   WHERE id IN (SELECT id FROM booking_changes WHERE applied_at IS NULL AND expires_at < now() - $2::int * interval '1 day'
                 ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING 1
)
SELECT count(*)::int AS count FROM gone
