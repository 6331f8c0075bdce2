-- Locks nothing. Returns wait_ms: until the next webhook of the sandbox about a refund or a dispute is due; no row when none waits.
SELECT (extract(epoch FROM due_at - now()) * 1000)::float8 AS wait_ms FROM sandbox_webhooks ORDER BY due_at LIMIT 1
