-- Payments through a provider of which something happened in a time: they were begun, or the ledger says that money moved.
-- $1 provider, $2 and $3 from when, and up to before when, $4 only payments whose id is greater, $5 how many at most. Locks nothing.
-- Returns id, reference (of the booking), providerReference, amount, currency, status, isTaken (its money came, in time or not), kept (what
-- of it did not go back, by refunds or lost disputes) and posted (what of it is on the ledger's money accounts), in the order of their ids.
SELECT p.id, b.reference, p.provider_reference AS "providerReference", p.amount, p.currency, p.status, taken.yes AS "isTaken",
       CASE WHEN taken.yes THEN p.amount - p.refunded - p.lost ELSE 0 END AS kept,
       (SELECT coalesce(sum(e.amount), 0)::bigint FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
         WHERE t.booking_id = p.booking_id AND t.payment_id = p.id AND e.account IN ('PROVIDER', 'CASH', 'CARD_TERMINAL')) AS posted
  FROM payments p JOIN bookings b ON b.id = p.booking_id
  CROSS JOIN LATERAL (
    SELECT p.status IN ('SUCCEEDED', 'REFUNDED') OR EXISTS (SELECT FROM refunds r WHERE r.payment_id = p.id) AS yes) AS taken
 WHERE p.provider = $1 AND p.id > $4
   AND ((p.created_at >= $2 AND p.created_at < $3) OR p.id IN (
         SELECT t.payment_id FROM ledger_transactions t WHERE t.posted_at >= $2 AND t.posted_at < $3))
 ORDER BY p.id LIMIT $5
