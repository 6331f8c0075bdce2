-- Takes webhooks of the sandbox that are due. Due times are rounded to milliseconds, so now() is as well.
-- $1 how many at most, $2 the lease in milliseconds. Locks: the charges' rows, the longest due first; those that another transaction has
-- locked are left to it. Returns what a webhook tells, late_ms (since the charge has settled), jobId and claimedUntil.
UPDATE sandbox_charges AS job
   SET webhook_due_at = now() + $2 * interval '1 millisecond'
  FROM (
    SELECT due.payment_id AS due_id FROM sandbox_charges AS due
     WHERE due.webhooks_left > 0 AND due.webhook_due_at <= now()::timestamptz(3)
     ORDER BY due.webhook_due_at LIMIT $1 FOR UPDATE OF due SKIP LOCKED
  ) AS claimed
 WHERE job.payment_id = due_id
RETURNING payment_id AS "jobId", webhook_due_at AS "claimedUntil", reference, outcome, failure_code,
  (extract(epoch FROM now() - settled_at) * 1000)::float8 AS late_ms
