-- Locks nothing. Returns wait_ms: until a refund is due, or another node's claim to one ends, at least 1; no row when none waits.
-- (greatest() passes over a null, so over min() of nothing it would say 1 ms, for ever.)
SELECT greatest(1, ceil(extract(epoch FROM due_at - now()) * 1000))::float8 AS wait_ms
  FROM refunds WHERE status = 'PENDING' ORDER BY due_at LIMIT 1
