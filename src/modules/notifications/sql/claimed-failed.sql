-- It is given up.
-- $1 notification, $2 the end of its claim, $3 why, $4 how many attempts were refused, $5 since when attempts fail. Locks: its row. Returns nothing, and changes nothing once the claim is over.
UPDATE notifications
   SET status = 'FAILED', given_up_at = now(), last_error = $3, refusals = $4, failing_since = $5
 WHERE id = $1 AND next_attempt_at = $2 AND status = 'QUEUED'
