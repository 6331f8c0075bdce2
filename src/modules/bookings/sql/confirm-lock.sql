-- Writes down that locks have their bookings, where these are there (still: PostgreSQL may have lost them).
-- $1 locks, $2 their bookings. Locks: the locks in seat_locks. Returns nothing.
UPDATE seat_locks SET status = 'CONFIRMED'
 WHERE id = ANY ($1::text[]) AND status = 'ACTIVE'
   AND EXISTS (SELECT FROM bookings WHERE bookings.id = ANY ($2::text[]) AND bookings.lock_id = seat_locks.id)
