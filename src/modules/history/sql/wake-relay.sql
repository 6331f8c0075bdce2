-- Locks nothing. Returns nothing of use: the relay hears it at the commit.
SELECT pg_notify('outbox', '')
