-- Lets a retry take a key over at once; not one that was taken over meanwhile: its lease ends later than the claim's would.
-- $1 principal, $2 key, $3 subject, $4 how much of the claim's lease is left at most, in milliseconds. Locks: the key's row.
-- Returns nothing.
UPDATE idempotency_keys SET lease_expires_at = '-infinity'
 WHERE principal_id = $1 AND key = $2 AND subject_id = $3 AND answer IS NULL
   AND lease_expires_at <= now() + $4 * interval '1 millisecond'
