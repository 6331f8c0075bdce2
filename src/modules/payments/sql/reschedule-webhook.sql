-- Counts a delivery, and sets when the next is due.
-- $1 payment, $2 the end of the claim, $3 how many were delivered, $4 in how many seconds. Locks: the charge's row. Returns nothing, and
-- changes nothing once the claim is over.
UPDATE sandbox_charges
   SET webhooks_left = webhooks_left - $3,
       webhook_due_at = CASE WHEN webhooks_left > $3 THEN now() + make_interval(secs => $4) END
 WHERE payment_id = $1 AND webhook_due_at = $2 AND webhooks_left > 0
