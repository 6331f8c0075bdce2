-- Disputes of payments through a provider that were noted, or changed, in a time.
-- $1 provider, $2 and $3 from when, and up to before when, $4 only disputes whose id is greater, $5 how many at most. Locks nothing.
-- Returns id, paymentId, reference (of the booking), providerReference, amount, currency and status, in the order of their ids.
/* include parts/reconciled-dispute.sql */
 WHERE p.provider = $1 AND d.id > $4 AND ((d.created_at >= $2 AND d.created_at < $3) OR (d.updated_at >= $2 AND d.updated_at < $3))
 ORDER BY d.id LIMIT $5
