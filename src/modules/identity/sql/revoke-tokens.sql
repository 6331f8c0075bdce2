-- Refuses the tokens that a subject has until now, by PostgreSQL's clock: the machine of whoever revokes may be wrong.
-- $1 subject. Locks: its row in token_revocations, which it adds when there is none. Returns nothing.
INSERT INTO token_revocations AS known (subject, revision) VALUES ($1, 1)
ON CONFLICT (subject) DO UPDATE SET revision = known.revision + 1, revoked_at = now()
