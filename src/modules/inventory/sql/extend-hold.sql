-- Moves the deadline of a hold that runs, if it may be extended still, with a version and an event.
-- $1 show, $2 the event (seat.locked), $3 hold, $4 by how many milliseconds, $5 the event's id.
-- Locks: the hold in seat_locks, then the show's head in seat_maps.
-- Returns version, seat_ids and ttl_ms (until the new deadline); nothing, and writes nothing, when it does not run (any more).
WITH hold AS (
  UPDATE seat_locks SET expires_at = expires_at + $4 * interval '1 millisecond', extensions_left = extensions_left - 1
   WHERE id = $3 AND show_id = $1 AND status = 'ACTIVE' AND booked_at IS NULL AND expires_at > now() AND extensions_left > 0
  RETURNING id, owner_id, seat_ids, expires_at
), taking AS (
  SELECT count(*)::int AS count FROM hold
), head AS (
  /* include parts/take-versions.sql */
), told AS (
  SELECT 1 AS position, $5::text AS event_id, base + 1 AS version, seat_ids, NULL::text[] AS unlocked_seat_ids,
         NULL::text[] AS blocked_seat_ids, NULL::json AS areas, NULL::json AS unlocked_areas,
         ARRAY[id] AS lock_ids, owner_id AS actor, expires_at
    FROM hold, head
), event AS (
  /* include parts/write-events.sql */
)
SELECT version, seat_ids, greatest(1, ceil(extract(epoch FROM expires_at - clock_timestamp()) * 1000))::int AS "ttl_ms"
  FROM told
