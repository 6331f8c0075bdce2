-- A notification, whose row the caller has locked, is not needed any more.
-- $1 notification, $2 why. Locks: its row. Returns nothing.
UPDATE notifications SET status = 'OBSOLETE', last_error = $2 WHERE id = $1
