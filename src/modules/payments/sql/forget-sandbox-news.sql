-- A webhook was delivered, or is given up.
-- $1 webhook, $2 the end of the claim. Locks: the row that it deletes. Returns nothing, and changes nothing once the claim is over.
DELETE FROM sandbox_webhooks WHERE id = $1::bigint AND due_at = $2
