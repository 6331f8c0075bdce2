-- Voids the tickets of a booking that are not void yet, in the transaction that ends it.
-- $1 booking. Locks: the tickets' rows. Returns nothing.
UPDATE tickets SET voided_at = now() WHERE booking_id = $1 AND voided_at IS NULL
