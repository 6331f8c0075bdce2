-- What a pooler makes of a session.
-- $1 the name by which this statement is prepared. Locks nothing. Returns pid of the server's process, and "isKept": whether it was prepared
-- by that very name.
SELECT pg_backend_pid() AS pid, EXISTS (SELECT FROM pg_prepared_statements WHERE name = $1) AS "isKept"
