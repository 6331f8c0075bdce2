-- Locks nothing. Returns ms: until the next moment of any show, by PostgreSQL's clock; null when there is none.
SELECT ceil(extract(epoch FROM min(next_moment_at) - now()) * 1000)::float8 AS ms FROM shows
 WHERE next_moment_at IS NOT NULL
