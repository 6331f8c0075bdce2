-- Takes over a key whose claimer has not answered within its lease.
-- $1 principal, $2 key, $3 the lease in milliseconds. Locks: the key's row. Returns a row; none when another retry was faster, or the
-- answer has come.
UPDATE idempotency_keys SET lease_expires_at = now() + $3 * interval '1 millisecond'
 WHERE principal_id = $1 AND key = $2 AND answer IS NULL AND lease_expires_at < now()
RETURNING subject_id
