-- $1 code. Locks: its row. Ends it; one that has ended keeps its time. Returns nothing.
UPDATE codes SET ended_at = now(), version = version + 1 WHERE id = $1 AND ended_at IS NULL
