-- Whether the buyer has the bank contest a payment, and the money may go that way. What has gone is not left to be refunded.
-- $1 payment. Locks nothing. Returns isDisputed.
SELECT EXISTS (SELECT FROM payment_disputes WHERE payment_id = $1 AND status IN ('NEEDS_RESPONSE', 'UNDER_REVIEW')) AS "isDisputed"
