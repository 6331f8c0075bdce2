-- Takes webhooks of the sandbox about refunds and disputes that are due. Due times are rounded to milliseconds, so now() is as well.
-- $1 how many at most, $2 the lease in milliseconds. Locks: the webhooks' rows, the longest due first; those that another transaction has
-- locked are left to it. Returns body, late_ms (since what it tells has happened), jobId and claimedUntil.
UPDATE sandbox_webhooks AS job
   SET due_at = now() + $2 * interval '1 millisecond'
  FROM (
    SELECT due.id AS due_id FROM sandbox_webhooks AS due
     WHERE due.due_at <= now()::timestamptz(3)
     ORDER BY due.due_at, due.id LIMIT $1 FOR UPDATE OF due SKIP LOCKED
  ) AS claimed
 WHERE job.id = due_id
RETURNING job.id::text AS "jobId", due_at AS "claimedUntil", body, (extract(epoch FROM now() - tells_of) * 1000)::float8 AS late_ms
