-- Forgets notes of events that were processed long ago.
-- $1 how many at most, $2 how many days they are kept. Locks: the rows that it deletes. Returns count: how many it deleted.
WITH gone AS (
  DELETE FROM processed_events
   WHERE ctid = ANY (ARRAY(SELECT ctid FROM processed_events WHERE processed_at < now() - $2::int * interval '1 day' LIMIT $1))
  RETURNING 1
)
SELECT count(*)::int AS count FROM gone
