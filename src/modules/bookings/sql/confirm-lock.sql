-- Writes down that a lock has its booking, where that is there (still: PostgreSQL may have lost it).
-- $1 lock, $2 booking. Locks: the lock in seat_locks. Returns nothing.
UPDATE seat_locks SET status = 'CONFIRMED'
 WHERE id = $1 AND status = 'ACTIVE' AND EXISTS (SELECT FROM bookings WHERE id = $2)
