-- $1 show. Locks nothing. Returns now, by PostgreSQL's clock, showStatus and startsAt.
SELECT clock_timestamp() AS now, status AS "showStatus", starts_at AS "startsAt" FROM shows WHERE id = $1
