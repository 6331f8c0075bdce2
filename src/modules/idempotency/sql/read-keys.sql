-- $1 and $2 principal and key of each. Locks nothing. Returns those that there are, with their answers (null: none yet); abandoned
-- says that nobody has answered and the lease of who wanted to is over.
SELECT principal_id AS "principalId", key, operation, request_hash AS "requestHash", subject_id AS "subjectId", answer,
       answer IS NULL AND lease_expires_at < now() AS abandoned
  FROM unnest($1::text[], $2::text[]) AS wanted (principal_id, key) JOIN idempotency_keys USING (principal_id, key)
