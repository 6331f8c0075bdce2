-- $1 how many at most. Locks nothing. Returns rooms whose tick is due, or will be next: showId, and in how many milliseconds.
SELECT show_id AS "showId", (extract(epoch FROM next_tick_at - clock_timestamp()) * 1000)::float8 AS ms
  FROM waiting_rooms WHERE next_tick_at IS NOT NULL ORDER BY next_tick_at LIMIT $1
