-- Notes that a show's beginning was moved, inside the transaction that moves it. What its customers know stays that of the first move that they
-- were not told of.
-- $1 show, $2 when it was to begin. Locks: the row that it adds or changes. Returns nothing.
INSERT INTO show_reschedules (show_id, version, starts_before, moved_at)
SELECT id, version, $2, clock_timestamp() FROM shows WHERE id = $1
ON CONFLICT (show_id) DO UPDATE SET version = EXCLUDED.version, moved_at = EXCLUDED.moved_at
