-- Writes the answer of a key down, unless there is one. A null lets a retry take the key over at once.
-- $1 principal, $2 key, $3 the answer (JSON) or null. Locks: the key's row. Returns nothing.
UPDATE idempotency_keys
   SET answer = $3, lease_expires_at = CASE WHEN $3::jsonb IS NULL THEN '-infinity' ELSE lease_expires_at END
 WHERE principal_id = $1 AND key = $2 AND answer IS NULL
