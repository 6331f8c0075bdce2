-- Brings the deadlines of running holds of a show forward, for tests of shops: a version and an event each. No extension is used up.
-- $1 show, $2 the event (seat.locked), $3 by how many milliseconds, or null: to now, $4 the holds, $5 ids for the events.
-- Locks: the holds in seat_locks, in the order of their ids, then the show's head in seat_maps.
-- Returns lock_id, owner_id, seat_ids, places (as the lock has them), version and ttl_ms (until the new deadline, at least 1) of each, in version order.
WITH running AS (
  SELECT id FROM seat_locks
   WHERE id = ANY ($4::text[]) AND show_id = $1 AND status = 'ACTIVE' AND booked_at IS NULL
   ORDER BY id FOR NO KEY UPDATE
), hold AS (
  UPDATE seat_locks
     SET expires_at = CASE WHEN $3::float8 IS NULL THEN least(expires_at, now()) ELSE expires_at - $3::float8 * interval '1 millisecond' END
   WHERE id = ANY (ARRAY(SELECT id FROM running))
  RETURNING id, owner_id, seat_ids, coalesce(areas, '[]') AS places, expires_at
), numbered AS (
  SELECT *, (row_number() OVER (ORDER BY id))::int AS position FROM hold
), taking AS (
  SELECT count(*)::int AS count FROM hold
), head AS (
  /* include parts/take-versions.sql */
), told AS (
  SELECT position, ($5::text[])[position] AS event_id, base + position AS version, seat_ids, NULL::text[] AS unlocked_seat_ids,
         NULL::text[] AS blocked_seat_ids, NULL::json AS areas, NULL::json AS unlocked_areas,
         ARRAY[id] AS lock_ids, owner_id AS actor, expires_at, id AS lock_id, places
    FROM numbered, head
), event AS (
  /* include parts/write-events.sql */
)
SELECT lock_id, actor AS owner_id, seat_ids, places, version,
       greatest(1, ceil(extract(epoch FROM expires_at - clock_timestamp()) * 1000))::int AS "ttl_ms"
  FROM told ORDER BY position
