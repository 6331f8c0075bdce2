-- The seats of a show that are held for an owner: in locks that run, and in bookings that are not paid. Those of allotments are left out:
-- given back, they are not free to all.
-- $1 show, $2 owner. Locks nothing. Returns seatId of each.
SELECT s.seat_id AS "seatId"
  FROM seat_locks l, unnest(l.seat_ids) AS held (seat_id)
  JOIN seat_states s ON s.show_id = $1 AND s.seat_id = held.seat_id
 WHERE l.owner_id = $2 AND l.show_id = $1 AND l.status IN ('ACTIVE', 'CONFIRMED')
   AND s.lock_id = l.id AND s.state = 'LOCKED' AND s.allotment_id IS NULL
