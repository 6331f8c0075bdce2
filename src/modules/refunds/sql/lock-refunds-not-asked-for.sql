-- $1 payment. Locks: its refunds that wait, and that the provider was not asked for yet (also those that were held before and are tried again); the rows of its booking and of itself are locked before.
-- Returns them as parts/refund.sql says, the newest first.
/* include parts/refund.sql */
 WHERE r.payment_id = $1 AND r.status = 'PENDING' AND r.attempts = 0 AND (r.failure_code IS NULL OR r.failure_code = 'disputed') AND NOT r.at_provider AND r.provider_reference IS NULL
 ORDER BY r.created_at DESC, r.id DESC
   FOR NO KEY UPDATE OF r
