-- $1 show, $2 seats. Locks nothing. Returns seatId, state and ownerId (null where no lock holds it) of those that are not AVAILABLE.
SELECT s.seat_id AS "seatId", s.state, l.owner_id AS "ownerId"
  FROM seat_states s LEFT JOIN seat_locks l ON l.id = s.lock_id
 WHERE s.show_id = $1 AND s.seat_id = ANY ($2)
