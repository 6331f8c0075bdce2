-- It was sent.
-- $1 notification, $2 the end of its claim. Locks: its row. Returns nothing, and changes nothing once the claim is over.
UPDATE notifications
   SET status = 'SENT', sent_at = now(), last_error = NULL
 WHERE id = $1 AND next_attempt_at = $2 AND status = 'QUEUED'
