-- It is tried again later.
-- $1 notification, $2 the end of its claim, $3 why, $4 how many attempts were refused, $5 since when attempts fail,
-- $6 in how many milliseconds. Locks: its row. Returns nothing, and changes nothing once the claim is over.
UPDATE notifications
   SET last_error = $3, refusals = $4, failing_since = $5, next_attempt_at = now() + $6 * interval '1 millisecond'
 WHERE id = $1 AND next_attempt_at = $2 AND status = 'QUEUED'
