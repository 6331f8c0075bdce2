-- Locks nothing. Returns now, also within a transaction that began long ago.
SELECT clock_timestamp() AS now
