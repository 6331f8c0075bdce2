-- Forgets keys that are older than they are kept.
-- $1 how many at most, $2 how many milliseconds they are kept. Locks: the rows that it deletes. Returns count: how many it deleted.
WITH gone AS (
  DELETE FROM idempotency_keys
   WHERE ctid = ANY (ARRAY(SELECT ctid FROM idempotency_keys WHERE created_at < now() - $2 * interval '1 millisecond' LIMIT $1))
  RETURNING 1
)
SELECT count(*)::int AS count FROM gone
