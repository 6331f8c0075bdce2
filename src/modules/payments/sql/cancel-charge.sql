-- Ends a charge of the sandbox that waits for the buyer.
-- $1 payment. Locks: the charge's row. Returns the charge as parts/charge.sql says; no row, and changes nothing, when it waits for nobody.
UPDATE sandbox_charges
   SET outcome = 'FAILED', failure_code = 'canceled', settled_at = now(), webhooks_left = 0, webhook_due_at = NULL
 WHERE payment_id = $1 AND pending_reason = 'REQUIRES_ACTION' AND settled_at > now()::timestamptz(3)
RETURNING /* include parts/charge.sql */
