-- Makes the seats that a hold still has BOOKED, for its booking, where that is confirmed (still: PostgreSQL may have lost it).
-- $1 show, $2 hold, $3 booking. Locks: the rows of the seats. Returns seat_id of each that was changed.
UPDATE seat_states SET state = 'BOOKED', booking_id = $3, lock_id = NULL
 WHERE show_id = $1 AND lock_id = $2 AND state = 'LOCKED'
   AND EXISTS (SELECT FROM bookings WHERE id = $3 AND status = 'CONFIRMED')
RETURNING seat_id
