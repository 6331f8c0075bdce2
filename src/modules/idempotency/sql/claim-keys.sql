-- Claims keys that were never seen before, for those who come at the same time. The commit does not wait for the disk: whatever the
-- claimed work writes comes after it in PostgreSQL's log, so a claim is lost only together with all that was done under it.
-- $1 to $5 principal, key, operation, hash of the request and subject of each, $6 the lease in milliseconds.
-- Locks: the rows that it adds, in the order of the keys, so that two nodes never wait in a circle.
-- Returns principalId and key of those that were not there.
WITH unhurried AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO idempotency_keys (principal_id, key, operation, request_hash, subject_id, lease_expires_at)
SELECT principal_id, key, operation, request_hash, subject_id, now() + $6 * interval '1 millisecond'
  FROM unhurried, unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
    AS claim (principal_id, key, operation, request_hash, subject_id)
 ORDER BY principal_id, key
ON CONFLICT (principal_id, key) DO NOTHING
RETURNING principal_id AS "principalId", key
