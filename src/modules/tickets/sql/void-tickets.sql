-- Voids the tickets of bookings that are not void yet, in the transaction that ends these.
-- $1 bookings. Locks: the tickets' rows. Returns nothing.
UPDATE tickets SET voided_at = now() WHERE booking_id = ANY ($1::text[]) AND voided_at IS NULL
