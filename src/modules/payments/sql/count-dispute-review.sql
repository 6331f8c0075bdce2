-- Counts that it is written down once more how a dispute stands, also where it stood so before.
-- $1 the provider's reference of a dispute. Locks: the dispute's row. Returns nothing.
UPDATE payment_disputes SET reviews = reviews + 1 WHERE provider_reference = $1
