-- Forgets notifications that ended long ago.
-- $1 how many at most, $2 how many days they are kept. Locks: the rows that it deletes. Returns count: how many it deleted.
WITH gone AS (
  DELETE FROM notifications
   WHERE ctid = ANY (ARRAY(
     SELECT ctid FROM notifications
      WHERE status <> 'QUEUED' AND coalesce(given_up_at, sent_at, created_at) < now() - $2::int * interval '1 day' LIMIT $1))
  RETURNING 1
)
SELECT count(*)::int AS count FROM gone
