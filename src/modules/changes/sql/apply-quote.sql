-- Writes down that a quote is applied, unless its time is over; the caller has locked the booking's row.
-- $1 quote. Locks: its row. Returns id; no row when its time is over, or it was applied.
UPDATE booking_changes SET applied_at = now() WHERE id = $1 AND applied_at IS NULL AND expires_at > now() RETURNING id
