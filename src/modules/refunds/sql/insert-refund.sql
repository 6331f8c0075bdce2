-- Asks for a refund, due now. A trigger counts it in its payment, which refuses one too many.
-- $1 refund, $2 payment, $3 booking, $4 amount, $5 currency, $6 reason, $7 whether the money paid for nothing, $8 the tickets that it
-- gives back; null: all of the booking but for those that it gave back while it stood, $9 whether it was made at the provider, $10 the provider's
-- reference, $11 the change of the booking that it follows from, or null, $12 whether the fees are
-- kept. Locks: the row that it adds, and the payment's. Returns nothing.
INSERT INTO refunds (id, payment_id, booking_id, amount, currency, reason, is_surplus, ticket_ids, due_at, at_provider, provider_reference,
                     change_id, keeps_fees)
VALUES ($1, $2, $3, $4, $5, $6, $7,
        coalesce($8::text[], ARRAY(SELECT id FROM tickets WHERE booking_id = $3 AND tickets.change_id IS NULL ORDER BY id)), now(), $9, $10, $11, $12)
