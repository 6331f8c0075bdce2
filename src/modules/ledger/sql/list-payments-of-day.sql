-- Payments through a provider of which something happened in a time: they were begun, or the ledger says that money moved.
-- $1 provider, $2 and $3 from when, and up to before when, $4 only payments whose id is greater, $5 how many at most. Locks nothing.
-- Returns them as parts/reconciled-payment.sql says, in the order of their ids.
/* include parts/reconciled-payment.sql */
 WHERE p.provider = $1 AND p.id > $4
   AND ((p.created_at >= $2 AND p.created_at < $3) OR p.id IN (
         SELECT t.payment_id FROM ledger_transactions t WHERE t.posted_at >= $2 AND t.posted_at < $3))
 ORDER BY p.id LIMIT $5
