-- Forgets the keys of one caller, but for the newest; those that are still at work stay.
-- $1 principal, $2 how many are kept, $3 how many are deleted at most. Locks: the rows that it deletes. Returns nothing.
DELETE FROM idempotency_keys
 WHERE principal_id = $1 AND (answer IS NOT NULL OR lease_expires_at < now())
   AND key = ANY (ARRAY(SELECT key FROM idempotency_keys WHERE principal_id = $1
                         ORDER BY created_at DESC, key OFFSET $2 LIMIT $3))
