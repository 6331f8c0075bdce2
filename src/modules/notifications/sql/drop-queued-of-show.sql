-- What waits to be sent of a kind about a show is not needed any more.
-- $1 show, $2 kind, $3 why. Locks: their rows. Returns nothing.
UPDATE notifications SET status = 'OBSOLETE', given_up_at = now(), last_error = $3
 WHERE show_id = $1 AND kind = $2 AND status = 'QUEUED'
