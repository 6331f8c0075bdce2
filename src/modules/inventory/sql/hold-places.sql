-- Holds seats and places of areas of a show for buyers: as hold.sql does, which is for those that have seats alone, and counts the places.
-- $1 show, $2 the event (seat.locked), $3 the holds (JSON), $4 how often each may be extended, $5 what those that were judged were
-- judged by (JSON), $6 which of the places holds take from allotments (JSON: lock_id, area_id, allotment_id, quantity): with the head locked
-- already, where any do.
-- Locks: the show's head in seat_maps, then the rows that it adds, and those of the areas in area_states, and of allotments.
-- Returns version, expiresAt and areas (as the event has them) of each, in their order; nothing, and writes nothing, when the show is not on sale at that moment, or
-- its prices are not those that a total was worked out by.
-- Fails with a unique violation, nothing written: of seat_states_pkey when a seat is held, of seat_locks_pkey when a hold is there;
-- with a check violation of area_states_capacity, nothing written, when an area has not so many places left;
-- with SW001, nothing written, when seats are not as they were seen.
WITH /* include parts/hold.sql */, given AS (
  SELECT lock_id, area_id, allotment_id, quantity
    FROM json_to_recordset($6::json) AS own (lock_id text, area_id text, allotment_id text, quantity int) JOIN hold ON hold.id = lock_id
), demand AS (
  SELECT position, id, area_id, quantity, coalesce(own.allotted, 0) AS allotted
    FROM (SELECT position, id, area."areaId" AS area_id, sum(area.quantity)::int AS quantity
            FROM wanted JOIN hold USING (id), jsonb_to_recordset(wanted.areas) AS area ("areaId" text, quantity int)
           GROUP BY position, id, area."areaId") AS asked
    LEFT JOIN (SELECT lock_id AS id, area_id, sum(quantity)::int AS allotted FROM given GROUP BY lock_id, area_id) AS own USING (id, area_id)
), counted AS (
  UPDATE area_states AS state SET held = held + total.quantity, allotted = state.allotted - total.allotted
    FROM (SELECT area_id, sum(quantity)::int AS quantity, sum(allotted)::int AS allotted FROM demand GROUP BY area_id) AS total
   WHERE state.show_id = $1 AND state.area_id = total.area_id
  RETURNING state.area_id, capacity - held - booked - state.allotted AS available, held, booked
), back_places AS (
  SELECT area_id, allotment_id, -quantity AS quantity FROM given
), taken AS (
  /* include parts/return-places.sql */
), own_place AS (
  INSERT INTO allotted_holds (lock_id, area_id, allotment_id, quantity) SELECT lock_id, area_id, allotment_id, quantity FROM given
), place AS (
  INSERT INTO area_holds (lock_id, area_id, show_id, quantity, state) SELECT id, area_id, $1, quantity, 'LOCKED' FROM demand
), step AS (
  -- Each event tells how the area stands after its own hold: without those of the holds behind it.
  SELECT position, area_id, quantity, available, held, booked, coalesce(sum(quantity) OVER behind, 0)::int AS later,
         coalesce(sum(allotted) OVER behind, 0)::int AS later_allotted
    FROM demand JOIN counted USING (area_id)
  WINDOW behind AS (PARTITION BY area_id ORDER BY position DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), told AS (
  SELECT position, event_id, base + position AS version, seat_ids, NULL::text[] AS unlocked_seat_ids,
         (SELECT json_agg(json_build_object('area_id', area_id, 'quantity', quantity, 'available', available + later - later_allotted,
                                            'held', held - later, 'booked', booked) ORDER BY area_id)
            FROM step WHERE step.position = wanted.position) AS areas,
         NULL::text[] AS blocked_seat_ids, NULL::json AS unlocked_areas, ARRAY[id] AS lock_ids, owner_id AS actor, expires_at
    FROM wanted JOIN hold USING (id), head
), event AS (
  /* include parts/write-events.sql */
)
SELECT version, expires_at AS "expiresAt", areas FROM told ORDER BY position
