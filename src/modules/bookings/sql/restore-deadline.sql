-- A booking has the deadline again that the hold on its seats had.
-- $1 booking, whose row the caller has locked, $2 its new revision. Locks: the booking's row. Returns nothing.
UPDATE bookings SET expires_at = (SELECT l.expires_at FROM seat_locks l WHERE l.id = bookings.lock_id), revision = $2, updated_at = now()
 WHERE id = $1
