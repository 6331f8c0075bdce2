-- Transactions with events do not notify any more.
-- Locks nothing: it gives back what enable-notify.sql has taken. Returns nothing of use.
SELECT pg_advisory_unlock(hashtextextended('outbox-relay asleep', 0))
