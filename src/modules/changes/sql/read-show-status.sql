-- $1 show. Locks nothing. Returns status, as it is now.
SELECT status::text FROM shows WHERE id = $1
