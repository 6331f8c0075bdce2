-- Writes down what refunds have made of a booking, whose row the caller has locked.
-- $1 booking, $2 the state, or null, $3 its new revision. Locks: the booking's row. Returns its id; no row, and changes nothing, where its
-- revision is not the one before.
UPDATE bookings SET refund_state = $2, revision = $3, updated_at = now() WHERE id = $1 AND revision = $3 - 1 RETURNING id
