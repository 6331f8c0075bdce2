-- Nothing more is delivered of a charge.
-- $1 payment, $2 the end of the claim. Locks: the charge's row. Returns nothing, and changes nothing once the claim is over.
UPDATE sandbox_charges SET webhooks_left = 0, webhook_due_at = NULL
 WHERE payment_id = $1 AND webhook_due_at = $2 AND webhooks_left > 0
