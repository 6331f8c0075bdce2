-- Takes a version and writes an event for each list of seats that the transaction has changed, the first with the areas that it has.
-- $1 show, $2 the event, $3 the lists (JSON: arrays of seat ids), $4 an id for each event, $5 seats that the first event tells
-- of as returned to their allotments, or null, $6 the areas (JSON), or null.
-- Locks: the show's head in seat_maps, which the transaction has locked already. Returns the version of each, in their order.
WITH list AS (
  SELECT position::int, ARRAY(SELECT json_array_elements_text(seats)) AS seat_ids
    FROM json_array_elements($3::json) WITH ORDINALITY AS list (seats, position)
), taking AS (
  SELECT count(*)::int AS count FROM list
), head AS (
  /* include parts/take-versions.sql */
), told AS (
  SELECT position, ($4::text[])[position] AS event_id, base + position AS version, seat_ids, NULL::text[] AS unlocked_seat_ids,
         CASE position WHEN 1 THEN $5::text[] END AS blocked_seat_ids,
         CASE position WHEN 1 THEN $6::json END AS areas, NULL::json AS unlocked_areas,
         NULL::text[] AS lock_ids, NULL::text AS actor, NULL::timestamptz AS expires_at
    FROM list, head
), event AS (
  /* include parts/write-events.sql */
)
SELECT version FROM told ORDER BY position
