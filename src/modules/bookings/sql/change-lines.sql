-- Writes down what a booking costs after a change of its tickets; the caller has locked its row.
-- $1 booking, $2 its new revision, $3 its lines (JSON), $4 their total. Locks: the booking's row. Returns nothing.
UPDATE bookings SET lines = $3::jsonb, total = $4, revision = $2, updated_at = now() WHERE id = $1
