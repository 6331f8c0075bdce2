-- Asks for refunds, due now; or notes such that nobody is asked for. A trigger counts each in its payment, which refuses one too many.
-- $1 refunds, a list (JSON) of: id, payment_id, booking_id, amount, currency, reason, is_surplus (whether the money paid for nothing), ticket_ids
-- (those that it gives back; null: all of the booking but for those that it gave back while it stood), at_provider (whether it was made at the
-- provider), provider_reference, change_id (of the booking that it follows from, or null), keeps_fees (whether the fees are kept) and
-- failure_code (why it FAILED from the first, or null). Locks: the rows that it adds, and the payments'. Returns nothing.
INSERT INTO refunds (id, payment_id, booking_id, amount, currency, reason, is_surplus, ticket_ids, due_at, at_provider, provider_reference,
                     change_id, keeps_fees, status, failure_code)
SELECT id, payment_id, booking_id, amount, currency, reason, is_surplus,
       coalesce(ticket_ids, ARRAY(SELECT t.id FROM tickets t WHERE t.booking_id = asked.booking_id AND t.change_id IS NULL ORDER BY t.id)),
       CASE WHEN failure_code IS NULL THEN now() END, at_provider, provider_reference, change_id, keeps_fees,
       CASE WHEN failure_code IS NULL THEN 'PENDING' ELSE 'FAILED' END::refund_status, failure_code
  FROM json_to_recordset($1::json) AS asked (
         id text, payment_id text, booking_id text, amount bigint, currency text, reason text, is_surplus boolean, ticket_ids text[],
         at_provider boolean, provider_reference text, change_id text, keeps_fees boolean, failure_code text)
