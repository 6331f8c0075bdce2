-- From now on transactions with events notify: the trigger outbox_written looks for this lock.
-- Locks: an advisory lock of the session, where no transaction that will not notify is under way. Returns enabled: whether it was free.
SELECT pg_try_advisory_lock(hashtextextended('outbox-relay asleep', 0)) AS enabled
