-- Refunds through a provider that were asked for, or changed, in a time.
-- $1 provider, $2 and $3 from when, and up to before when, $4 only refunds whose id is greater, $5 how many at most. Locks nothing.
-- Returns id, paymentId, reference (of the booking), providerReference, amount, currency and status, in the order of their ids.
/* include parts/reconciled-refund.sql */
 WHERE p.provider = $1 AND r.id > $4 AND ((r.created_at >= $2 AND r.created_at < $3) OR (r.updated_at >= $2 AND r.updated_at < $3))
 ORDER BY r.id LIMIT $5
