-- Voids tickets of a booking that keeps others, in the transaction that changes it.
-- $1 booking, $2 tickets, $3 the change. Locks: the tickets' rows. Returns id of those that were not void.
UPDATE tickets SET voided_at = now(), change_id = $3
 WHERE booking_id = $1 AND id = ANY ($2::text[]) AND voided_at IS NULL
RETURNING id
