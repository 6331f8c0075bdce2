-- Queues a notification, whose row the caller has locked, as if it had never been tried.
-- $1 notification. Locks: its row. Returns nothing.
UPDATE notifications
   SET status = 'QUEUED', queued_at = now(), next_attempt_at = now(), attempts = 0, refusals = 0, failing_since = NULL,
       last_error = NULL, given_up_at = NULL
 WHERE id = $1
