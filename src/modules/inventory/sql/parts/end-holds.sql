-- Ends holds and frees their seats and places; those of an allotment return to it.
-- Needs the CTE `ending` (id, part, actor), the rows of seat_locks that are locked already, and $3, the status that they get. Holds of one
-- `part` share a version and its event, whose id is the next one of $4.
-- The holds are locked first, then the show's head, then the seats: everyone who ends holds goes in this order. Rows are found
-- by their keys (`= ANY (ARRAY(…))`), never by a join: its plan rests on what the planner believes of tables that have just grown
-- by an on-sale, and a wrong belief is a loop over all held seats for each hold.
-- A hold whose seats or places were exchanged since the statement began is left alone (its new ones can't be seen here).
-- Returns a row for each event (lock_ids, seat_ids, blocked_seat_ids, areas, version), then one for each hold left alone (lock_ids alone).
ended AS (
  UPDATE seat_locks AS hold SET status = $3::seat_lock_status, ended_at = now()
   WHERE hold.id = ANY (ARRAY(SELECT id FROM ending))
     AND (hold.seat_ids, coalesce(hold.areas, 'null'))
       = (SELECT seen.seat_ids, coalesce(seen.areas, 'null') FROM seat_locks AS seen WHERE seen.id = hold.id)
  RETURNING hold.id, hold.seat_ids, hold.areas IS NOT NULL AS has_places
), numbered AS (
  SELECT id, ended.seat_ids, actor, dense_rank() OVER (ORDER BY part)::int AS position FROM ended JOIN ending USING (id)
), taking AS (
  SELECT coalesce(max(position), 0) AS count FROM numbered
), head AS (
  /* include parts/take-versions.sql */
), freed AS (
  DELETE FROM seat_states AS state
   WHERE state.show_id = $1 AND state.seat_id = ANY (ARRAY(SELECT unnest(seat_ids) FROM ended, head)) AND state.state = 'LOCKED'
  RETURNING seat_id, allotment_id
), returned AS (
  /* include parts/return-to-allotments.sql */
), freed_places AS (
  DELETE FROM area_holds AS place
   WHERE place.lock_id = ANY (ARRAY(SELECT id FROM ended, head WHERE has_places)) AND place.state = 'LOCKED'
  RETURNING lock_id, area_id, quantity
), back_places AS (
  DELETE FROM allotted_holds WHERE lock_id = ANY (ARRAY(SELECT lock_id FROM freed_places)) RETURNING lock_id, area_id, allotment_id, quantity
), returned_places AS (
  /* include parts/return-places.sql */
), set_aside AS (
  /* include parts/set-aside.sql */
), counted AS (
  UPDATE area_states AS state SET held = held - gone.quantity, allotted = allotted + gone.set_aside
    FROM (SELECT area_id, freed.quantity, coalesce(set_aside.quantity, 0) AS set_aside
            FROM (SELECT area_id, sum(quantity)::int AS quantity FROM freed_places GROUP BY area_id) AS freed
            LEFT JOIN set_aside USING (area_id)) AS gone
   WHERE state.show_id = $1 AND state.area_id = gone.area_id
  RETURNING state.area_id, capacity - held - booked - allotted AS available, held, booked
), step AS (
  -- Each event tells how the area stands after its own holds: with those of the holds behind it.
  SELECT position, area_id, sum(quantity)::int AS quantity, available, held, booked,
         coalesce(sum(sum(quantity)) OVER (PARTITION BY area_id ORDER BY position DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::int
           AS later
    FROM freed_places JOIN numbered ON numbered.id = lock_id JOIN counted USING (area_id)
   GROUP BY position, area_id, available, held, booked
), step_back AS (
  -- What of these later places is not available, but returns to allotments.
  SELECT position, area_id, sum(greatest(room, 0) - greatest(room - later_back, 0))::int AS later
    FROM (
      SELECT step.position, area_id, room, coalesce(sum(back_places.quantity) FILTER (WHERE numbered.position > step.position), 0) AS later_back
        FROM step JOIN returned_places USING (area_id) JOIN back_places USING (area_id, allotment_id) JOIN numbered ON numbered.id = back_places.lock_id
       GROUP BY step.position, area_id, allotment_id, room
    ) AS each GROUP BY position, area_id
), told AS (
  SELECT position, ($4::text[])[position] AS event_id, base + position AS version,
         coalesce(array_agg(seat_id) FILTER (WHERE seat_id IS NOT NULL AND seat_id NOT IN (SELECT seat_id FROM returned)), '{}') AS seat_ids,
         NULL::text[] AS unlocked_seat_ids,
         array_agg(seat_id) FILTER (WHERE seat_id IN (SELECT seat_id FROM returned)) AS blocked_seat_ids,
         (SELECT json_agg(json_build_object('area_id', area_id, 'quantity', quantity,
                                            'available', available - step.later + coalesce(step_back.later, 0),
                                            'held', held + step.later, 'booked', booked) ORDER BY area_id)
            FROM step LEFT JOIN step_back USING (position, area_id) WHERE step.position = numbered.position) AS areas,
         NULL::json AS unlocked_areas, array_agg(DISTINCT id) AS lock_ids, min(actor) AS actor, NULL::timestamptz AS expires_at
    FROM numbered CROSS JOIN head LEFT JOIN LATERAL unnest(seat_ids) AS seat_id ON true GROUP BY position, base
), event AS (
  /* include parts/write-events.sql */
)
SELECT lock_ids, seat_ids, blocked_seat_ids, areas, version FROM told
 UNION ALL SELECT ARRAY[id], NULL, NULL, NULL, NULL FROM ending WHERE id NOT IN (SELECT id FROM ended)
 ORDER BY version
