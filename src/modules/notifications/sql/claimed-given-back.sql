-- It is tried again later, as if it had not been tried.
-- $1 notification, $2 the end of its claim, $3 why, or null, $4 in how many milliseconds. Locks: its row. Returns nothing, and changes nothing once the claim is over.
UPDATE notifications
   SET attempts = greatest(attempts - 1, 0), last_error = $3, next_attempt_at = now() + $4 * interval '1 millisecond'
 WHERE id = $1 AND next_attempt_at = $2 AND status = 'QUEUED'
