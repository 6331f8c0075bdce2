-- Sets when a webhook is tried again.
-- $1 webhook, $2 the end of the claim, $3 in how many seconds. Locks: the webhook's row. Returns nothing, and changes nothing once the
-- claim is over.
UPDATE sandbox_webhooks SET due_at = now() + make_interval(secs => $3) WHERE id = $1::bigint AND due_at = $2
