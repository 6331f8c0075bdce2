-- Makes the seats of a hold that was taken for a booking BOOKED.
-- $1 show, $2 hold, $3 booking. Locks: the rows of the seats; the caller has locked the booking and the show's head. Returns seat_id of each.
UPDATE seat_states SET state = 'BOOKED', booking_id = $3, lock_id = NULL
 WHERE show_id = $1 AND lock_id = $2 AND state = 'LOCKED'
RETURNING seat_id
