-- Brings the deadline of a booking forward that is not paid, for tests of shops; a revision more, as by every change.
-- $1 booking, $2 by how many milliseconds, or null: to now. Locks: the booking's row. Returns nothing.
UPDATE bookings
   SET expires_at = CASE WHEN $2::float8 IS NULL THEN least(expires_at, now()) ELSE expires_at - $2::float8 * interval '1 millisecond' END,
       revision = revision + 1, updated_at = now()
 WHERE id = $1 AND status = 'PENDING_PAYMENT'
