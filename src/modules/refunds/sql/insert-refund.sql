-- Asks for a refund, due now. A trigger counts it in its payment, which refuses one too many.
-- $1 refund, $2 payment, $3 booking, $4 amount, $5 currency, $6 reason, $7 whether the money paid for nothing, $8 whether it gives back
-- all tickets of the booking, $9 whether it was made at the provider, $10 the provider's reference. Locks: the row that it adds, and the payment's. Returns nothing.
INSERT INTO refunds (id, payment_id, booking_id, amount, currency, reason, is_surplus, ticket_ids, due_at, at_provider, provider_reference)
VALUES ($1, $2, $3, $4, $5, $6, $7,
        CASE WHEN $8::boolean THEN ARRAY(SELECT id FROM tickets WHERE booking_id = $3 ORDER BY id) ELSE '{}' END, now(), $9, $10)
