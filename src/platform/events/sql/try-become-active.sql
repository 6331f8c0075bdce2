-- Takes the right to publish, for as long as the connection lasts.
-- Locks: an advisory lock of the session, where nobody has it. Returns active: whether it was free.
SELECT pg_try_advisory_lock(hashtextextended('outbox-relay', 0)) AS active
