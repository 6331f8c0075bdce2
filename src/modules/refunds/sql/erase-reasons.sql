-- Erases what organisers wrote about refunds.
-- $1 bookings, whose rows the caller has locked. Locks: the rows of their refunds. Returns nothing.
UPDATE refunds SET reason = NULL, updated_at = now() WHERE booking_id = ANY ($1::text[]) AND reason IS NOT NULL
