-- It is not needed any more.
-- $1 notification, $2 the end of its claim, $3 why. Locks: its row. Returns nothing, and changes nothing once the claim is over.
UPDATE notifications
   SET status = 'OBSOLETE', given_up_at = now(), last_error = $3
 WHERE id = $1 AND next_attempt_at = $2 AND status = 'QUEUED'
