-- $1 show. Locks nothing. Returns seatId, lockId, ownerId and ttl_ms (by PostgreSQL's clock, at least 1) of each seat that is LOCKED,
-- but for those whose booking has no deadline: they are paid, or money for them is under way, and do not run out.
SELECT s.seat_id AS "seatId", l.id AS "lockId", l.owner_id AS "ownerId",
       greatest(1, ceil(extract(epoch FROM l.expires_at - clock_timestamp()) * 1000))::int AS "ttl_ms"
  FROM seat_states s JOIN seat_locks l ON l.id = s.lock_id
 WHERE s.show_id = $1 AND s.state = 'LOCKED'
   AND NOT EXISTS (SELECT FROM bookings b WHERE b.lock_id = l.id AND b.expires_at IS NULL)
