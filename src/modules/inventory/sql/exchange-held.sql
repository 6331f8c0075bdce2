-- Exchanges seats and places of a hold that runs, in one version of the map with one event; its deadline stays.
-- $1 show, $2 the event (seat.locked, or seat.unlocked when seats are only given back), $3 hold, $4 its seats before: with others,
-- nothing is written, $5 its seats after, $6 its total after, $7 the seats that are added, $8 those that are given back, $9 the event's id,
-- $10 what it was judged by (JSON), if it was, $11 the free seats that are excused with it; null: those that were before,
-- $12 the version of the prices that the total was worked out by; null: not compared, $13 the ticket types before: with others, nothing
-- is written, $14 those after, $15 those of the added seats that are of allotments: take-allotted.sql takes them afterwards,
-- $16 the promo code that it has: with another one, nothing is written, $17 the places of areas before (JSON, or null): with others, nothing
-- is written, $18 those after, $19 how many of these are of which allotments (JSON: area_id, allotment_id, quantity); null: as before.
-- Locks: the hold in seat_locks, then the show's head in seat_maps, then the rows of seats that it deletes and adds, and those of its areas
-- and of their allotments.
-- Returns version, blocked_seat_ids (given back, and returned to their allotments; null: none), and areas and unlocked_areas as the event
-- has them; nothing, and writes nothing, when the hold does not run (any more), or the show has other prices.
-- Fails with a unique violation of seat_states_pkey, nothing written, when an added seat is held; with a check violation of
-- area_states_capacity when an area has not so many places left; with SW001, nothing written, when seats are not as they were seen.
WITH hold AS (
  UPDATE seat_locks SET seat_ids = $5, areas = $18::jsonb, ticket_type_ids = $14, total = $6, excused_ids = coalesce($11::text[], excused_ids)
   WHERE id = $3 AND show_id = $1 AND status = 'ACTIVE' AND booked_at IS NULL AND expires_at > now() AND seat_ids = $4
     AND ticket_type_ids = $13 AND areas IS NOT DISTINCT FROM $17::jsonb AND code IS NOT DISTINCT FROM $16::jsonb
     AND ($12::int IS NULL OR $12 = (SELECT prices_version FROM shows WHERE id = $1))
  RETURNING id, owner_id, expires_at
), taking AS (
  SELECT count(*)::int AS count FROM hold
), head AS (
  /* include parts/take-versions.sql */
), seen AS (
  SELECT * FROM json_to_recordset($10::json) AS choice (owner_id text, seat_ids text[], taken text[], own text[])
), judged AS (
  /* include parts/seats-as-seen.sql */
), freed AS (
  DELETE FROM seat_states AS state USING hold, judged
   WHERE state.show_id = $1 AND state.lock_id = hold.id AND state.seat_id = ANY ($8::text[])
  RETURNING seat_id, allotment_id
), returned AS (
  /* include parts/return-to-allotments.sql */
), back AS (
  SELECT array_agg(seat_id) FILTER (WHERE seat_id NOT IN (SELECT seat_id FROM returned)) AS freed_ids,
         array_agg(seat_id) FILTER (WHERE seat_id IN (SELECT seat_id FROM returned)) AS blocked_ids
    FROM unnest($8::text[]) AS seat_id
), held AS (
  INSERT INTO seat_states (show_id, seat_id, state, lock_id)
  SELECT $1, seat_id, 'LOCKED', hold.id FROM hold, judged, unnest($7::text[]) AS seat_id WHERE seat_id <> ALL ($15::text[])
), after AS (
  SELECT "areaId" AS area_id, sum(quantity)::int AS quantity
    FROM hold, judged, jsonb_to_recordset($18::jsonb) AS area ("areaId" text, quantity int) GROUP BY "areaId"
), change AS (
  SELECT area_id, coalesce(after.quantity, 0) - coalesce(before.quantity, 0) AS quantity
    FROM after FULL JOIN (
      SELECT "areaId" AS area_id, sum(quantity)::int AS quantity
        FROM hold, judged, jsonb_to_recordset($17::jsonb) AS area ("areaId" text, quantity int) GROUP BY "areaId"
    ) AS before USING (area_id)
   WHERE after.quantity IS DISTINCT FROM before.quantity
), own_after AS (
  SELECT area_id, allotment_id, own.quantity
    FROM hold, judged, json_to_recordset($19::json) AS own (area_id text, allotment_id text, quantity int)
), back_places AS (
  SELECT area_id, allotment_id, coalesce(before.quantity, 0) - coalesce(after.quantity, 0) AS quantity
    FROM own_after AS after FULL JOIN (
      SELECT area_id, allotment_id, own.quantity FROM hold, judged, allotted_holds AS own WHERE lock_id = $3 AND $19::json IS NOT NULL
    ) AS before USING (area_id, allotment_id)
   WHERE after.quantity IS DISTINCT FROM before.quantity
), returned_places AS (
  /* include parts/return-places.sql */
), set_aside AS (
  /* include parts/set-aside.sql */
), left_own AS (
  DELETE FROM allotted_holds
   WHERE lock_id = $3 AND (area_id, allotment_id) IN (
     SELECT area_id, allotment_id FROM back_places EXCEPT SELECT area_id, allotment_id FROM own_after)
), kept_own AS (
  INSERT INTO allotted_holds (lock_id, area_id, allotment_id, quantity) SELECT $3, area_id, allotment_id, quantity FROM own_after
      ON CONFLICT (lock_id, area_id, allotment_id) DO UPDATE SET quantity = EXCLUDED.quantity
), counted AS (
  UPDATE area_states AS state SET held = held + changed.quantity, allotted = allotted + changed.set_aside
    FROM (SELECT area_id, change.quantity, coalesce(set_aside.quantity, 0) AS set_aside FROM change LEFT JOIN set_aside USING (area_id)) AS changed
   WHERE state.show_id = $1 AND state.area_id = changed.area_id
  RETURNING changed.quantity > 0 AS is_taken,
            json_build_object('area_id', state.area_id, 'quantity', abs(changed.quantity),
                              'available', capacity - held - booked - allotted, 'held', held, 'booked', booked) AS area
), left_places AS (
  DELETE FROM area_holds
   WHERE lock_id = $3 AND area_id = ANY (ARRAY(SELECT area_id FROM change WHERE area_id NOT IN (SELECT area_id FROM after)))
), kept_places AS (
  INSERT INTO area_holds (lock_id, area_id, show_id, quantity, state) SELECT $3, area_id, $1, quantity, 'LOCKED' FROM after
      ON CONFLICT (lock_id, area_id) DO UPDATE SET quantity = EXCLUDED.quantity
), area AS (
  SELECT json_agg(area) FILTER (WHERE is_taken) AS taken, json_agg(area) FILTER (WHERE NOT is_taken) AS given_back FROM counted
), told AS (
  SELECT 1 AS position, $9::text AS event_id, base + 1 AS version,
         CASE WHEN cardinality($7::text[]) > 0 OR taken IS NOT NULL THEN $7::text[] ELSE coalesce(freed_ids, '{}') END AS seat_ids,
         freed_ids AS unlocked_seat_ids, blocked_ids AS blocked_seat_ids,
         coalesce(taken, CASE WHEN cardinality($7::text[]) = 0 THEN given_back END) AS areas, given_back AS unlocked_areas,
         ARRAY[id] AS lock_ids, owner_id AS actor, expires_at
    FROM hold, head, back, area
), event AS (
  /* include parts/write-events.sql */
)
SELECT version, blocked_seat_ids, areas, unlocked_areas FROM told
