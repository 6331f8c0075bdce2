-- Locks nothing. Returns ms: until the next allotment is to be released, by PostgreSQL's clock; null when none is.
SELECT ceil(extract(epoch FROM min(release_at) - clock_timestamp()) * 1000)::float8 AS ms
  FROM allotments WHERE released_at IS NULL AND release_at IS NOT NULL
