-- Who has seats of a show, or why nobody can have them.
-- $1 show, $2 seats. Locks nothing. Returns seatId, state, lockId, bookingId and reason of those that are not AVAILABLE, in the
-- order given.
SELECT state.seat_id AS "seatId", state.state, coalesce(state.lock_id, booking.lock_id) AS "lockId",
       coalesce(state.booking_id, booking.id) AS "bookingId", state.reason
  FROM seat_states state
  LEFT JOIN bookings booking ON booking.id = state.booking_id OR booking.lock_id = state.lock_id
 WHERE state.show_id = $1 AND state.seat_id = ANY ($2::text[])
 ORDER BY array_position($2::text[], state.seat_id)
