-- Payments as a reconciliation looks at them: id, reference (of the booking), providerReference, amount, currency, status, isTaken (its money
-- came, in time or not), kept (what of it did not go back, by refunds or lost disputes) and posted (what of it is on the ledger's money accounts).
SELECT p.id, b.reference, p.provider_reference AS "providerReference", p.amount, p.currency, p.status, taken.yes AS "isTaken",
       CASE WHEN taken.yes THEN p.amount - p.refunded - p.lost ELSE 0 END AS kept,
       (SELECT coalesce(sum(e.amount), 0)::bigint FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
         WHERE t.booking_id = p.booking_id AND t.payment_id = p.id AND e.account IN ('PROVIDER', 'CASH', 'CARD_TERMINAL')) AS posted
  FROM payments p JOIN bookings b ON b.id = p.booking_id
  CROSS JOIN LATERAL (
    SELECT p.status IN ('SUCCEEDED', 'REFUNDED') OR EXISTS (SELECT FROM refunds r WHERE r.payment_id = p.id) AS yes) AS taken
