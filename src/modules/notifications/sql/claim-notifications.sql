-- Takes notifications of a channel that are due: those of one booking one after the other, in the order of its changes. Due times are
-- rounded to milliseconds, so now() is as well: what was queued a moment ago is due.
-- $1 channel, $2 how many at most, $3 the lease in milliseconds, $4 the claim's id. Locks: their rows, the longest due first; those that
-- another transaction has locked are left to it. Returns them, with jobId and claimedUntil.
UPDATE notifications AS job
   SET claim_id = $4, attempts = attempts + 1, next_attempt_at = now() + $3 * interval '1 millisecond'
  FROM (
    SELECT due.id AS due_id FROM notifications AS due
     WHERE due.status = 'QUEUED' AND due.channel = $1 AND NOT /* include parts/waits-for-an-earlier-one.sql */
       AND due.next_attempt_at <= now()::timestamptz(3)
     ORDER BY due.next_attempt_at LIMIT $2 FOR UPDATE OF due SKIP LOCKED
  ) AS claimed
 WHERE job.id = due_id
RETURNING id AS "jobId", next_attempt_at AS "claimedUntil", kind, channel, booking_id AS "bookingId", recipient, attempts, refusals,
  failing_since AS "failingSince", queued_at AS "queuedAt", event_id = id AS "isAgain"
