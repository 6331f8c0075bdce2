-- The holds of a show that have places of areas, and run.
-- $1 show. Locks nothing. Returns lockId, ownerId, places (how many) and ttl_ms (by PostgreSQL's clock, at least 1) of each, but for
-- those whose booking has no deadline: they are paid, or money for them is under way, and do not run out.
SELECT l.id AS "lockId", l.owner_id AS "ownerId", sum(place.quantity)::int AS places,
       greatest(1, ceil(extract(epoch FROM l.expires_at - clock_timestamp()) * 1000))::int AS "ttl_ms"
  FROM area_holds place JOIN seat_locks l ON l.id = place.lock_id
 WHERE place.show_id = $1 AND place.state = 'LOCKED'
   AND NOT EXISTS (SELECT FROM bookings b WHERE b.lock_id = l.id AND b.expires_at IS NULL)
 GROUP BY l.id
