-- Takes back a claim of which its node has never heard.
-- $1 the claim's id. Locks: the rows that it still has. Returns nothing.
UPDATE notifications SET attempts = greatest(attempts - 1, 0), next_attempt_at = now()
 WHERE claim_id = $1 AND next_attempt_at > now() AND status = 'QUEUED'
