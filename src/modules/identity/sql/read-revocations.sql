-- Every node reads them before it serves anybody, and every few seconds.
-- Locks nothing. Returns subject, revision and revokedAt of each revocation.
SELECT subject, revision, revoked_at AS "revokedAt" FROM token_revocations
