-- $1 show. Locks nothing. Returns now, by PostgreSQL's clock, and showStatus.
SELECT clock_timestamp() AS now, status AS "showStatus" FROM shows WHERE id = $1
