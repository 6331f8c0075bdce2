-- Asks for a refund, due now; or notes one that nobody is asked for. A trigger counts it in its payment, which refuses one too many.
-- $1 refund, $2 payment, $3 booking, $4 amount, $5 currency, $6 reason, $7 whether the money paid for nothing, $8 the tickets that it
-- gives back; null: all of the booking but for those that it gave back while it stood, $9 whether it was made at the provider, $10 the provider's
-- reference, $11 the change of the booking that it follows from, or null, $12 whether the fees are
-- kept, $13 why it FAILED from the first, or null. Locks: the row that it adds, and the payment's. Returns nothing.
INSERT INTO refunds (id, payment_id, booking_id, amount, currency, reason, is_surplus, ticket_ids, due_at, at_provider, provider_reference,
                     change_id, keeps_fees, status, failure_code)
VALUES ($1, $2, $3, $4, $5, $6, $7,
        coalesce($8::text[], ARRAY(SELECT id FROM tickets WHERE booking_id = $3 AND tickets.change_id IS NULL ORDER BY id)),
        CASE WHEN $13::text IS NULL THEN now() END, $9, $10, $11, $12,
        CASE WHEN $13::text IS NULL THEN 'PENDING' ELSE 'FAILED' END::refund_status, $13)
