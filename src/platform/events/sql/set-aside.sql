-- Keeps an event that the log refuses from being read again.
-- $1 its id, $2 why. Locks: its rows in outbox_pending and outbox_refused. Returns nothing.
WITH refused AS (DELETE FROM outbox_pending WHERE outbox_id = $1 RETURNING outbox_id)
INSERT INTO outbox_refused (outbox_id, reason) SELECT outbox_id, $2 FROM refused
ON CONFLICT (outbox_id) DO UPDATE SET reason = excluded.reason, refused_at = now(), dismissed_at = NULL
