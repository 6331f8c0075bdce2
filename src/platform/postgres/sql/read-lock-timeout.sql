-- Locks nothing. Returns ms: how long a statement waits for a row at most; 0: without an end.
SELECT setting::int AS ms FROM pg_settings WHERE name = 'lock_timeout'
