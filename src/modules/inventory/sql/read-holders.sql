-- $1 show, $2 seats. Locks nothing. Returns seatId, state, ownerId (null where no lock holds it) and allotmentId (null: of none) of those
-- that are not AVAILABLE.
-- The owner is looked up for each seat: a join may be planned to read all locks.
SELECT s.seat_id AS "seatId", s.state, (SELECT l.owner_id FROM seat_locks l WHERE l.id = s.lock_id) AS "ownerId",
       s.allotment_id AS "allotmentId"
  FROM seat_states s
 WHERE s.show_id = $1 AND s.seat_id = ANY ($2)
