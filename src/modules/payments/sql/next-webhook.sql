-- Locks nothing. Returns wait_ms: until the next webhook of the sandbox is due; no row when none waits.
SELECT (extract(epoch FROM webhook_due_at - now()) * 1000)::float8 AS wait_ms FROM sandbox_charges
 WHERE webhooks_left > 0 ORDER BY webhook_due_at LIMIT 1
