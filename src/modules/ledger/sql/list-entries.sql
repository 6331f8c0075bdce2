-- Transactions of a show with their entries, in the order in which they were posted.
-- $1 show, $2 and $3 from when, and up to before when, or null, $4 only those after this transaction, $5 how many transactions at most.
-- Locks nothing. Returns id, kind, method, reference (of the booking; null: it was forgotten), paymentId, refundId, currency, postedAt, and
-- entries: a list of account, tierId, ticketTypeId, taxRate, description, amount (a credit is negative) and quantity.
SELECT t.id, t.kind, t.method, b.reference, t.payment_id AS "paymentId", t.refund_id AS "refundId", t.currency, t.posted_at AS "postedAt",
       (SELECT json_agg(json_build_object(
                 'account', e.account, 'tierId', e.tier_id, 'ticketTypeId', e.ticket_type_id, 'taxRate', e.tax_rate,
                 'description', e.description, 'amount', e.amount, 'quantity', e.quantity) ORDER BY e.position)
          FROM ledger_entries e WHERE e.transaction_id = t.id) AS entries
  FROM ledger_transactions t LEFT JOIN bookings b ON b.id = t.booking_id
 WHERE t.show_id = $1 AND ($2::timestamptz IS NULL OR t.posted_at >= $2) AND ($3::timestamptz IS NULL OR t.posted_at < $3) AND t.id > $4
 ORDER BY t.id LIMIT $5
