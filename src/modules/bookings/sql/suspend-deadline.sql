-- A booking waits for payment without a deadline.
-- $1 booking, whose row the caller has locked, $2 its new revision. Locks: the booking's row. Returns nothing.
UPDATE bookings SET expires_at = NULL, revision = $2, updated_at = now() WHERE id = $1
