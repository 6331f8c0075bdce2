-- One node at a time begins an epoch.
-- Locks: an advisory lock, until the transaction's end. Returns nothing of use.
SELECT pg_advisory_xact_lock(hashtextextended('history', 0))
