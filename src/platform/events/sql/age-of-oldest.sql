-- Locks nothing. Returns age_ms: of the oldest event that waits to be published; no row when none does.
SELECT greatest(0, extract(epoch FROM now() - created_at) * 1000)::float8 AS age_ms
  FROM outbox WHERE id = (SELECT min(outbox_id) FROM outbox_pending)
