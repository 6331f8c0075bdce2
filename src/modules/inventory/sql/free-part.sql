-- Frees seats and places of a booking that keeps others.
-- $1 show, $2 hold of the booking, $3 booking, $4 the seats, $5 the places (JSON: area_id, quantity). Of places, those of allotments go first.
-- Locks: the rows of the seats, which it deletes (those of an allotment are BLOCKED then), and of the hold's areas, and those of the areas
-- and of their allotments, to which its places return; the caller has locked the booking and the show's head.
-- Returns seat_id of each and isBlocked, then a row for each area: area_id, quantity, available, held and booked after it.
WITH freed AS (
  DELETE FROM seat_states
   WHERE show_id = $1 AND seat_id = ANY ($4::text[]) AND (lock_id = $2 OR booking_id = $3)
  RETURNING seat_id, allotment_id
), returned AS (
  /* include parts/return-to-allotments.sql */
), given AS (
  SELECT area_id, quantity FROM json_to_recordset($5::json) AS given (area_id text, quantity int)
), kept_places AS (
  UPDATE area_holds AS hold SET quantity = hold.quantity - given.quantity
    FROM given
   WHERE hold.lock_id = $2 AND hold.show_id = $1 AND hold.area_id = given.area_id AND hold.quantity > given.quantity
  RETURNING hold.area_id, given.quantity, hold.state
), left_places AS (
  DELETE FROM area_holds AS hold USING given
   WHERE hold.lock_id = $2 AND hold.show_id = $1 AND hold.area_id = given.area_id AND hold.quantity = given.quantity
  RETURNING hold.area_id, given.quantity, hold.state
), place AS (
  SELECT * FROM kept_places UNION ALL SELECT * FROM left_places
), own AS (
  SELECT own.area_id, own.allotment_id, own.quantity AS before,
         least(own.quantity, greatest(0, place.quantity - coalesce(sum(own.quantity) OVER earlier, 0)))::int AS quantity
    FROM allotted_holds AS own JOIN place USING (area_id) WHERE own.lock_id = $2
  WINDOW earlier AS (PARTITION BY own.area_id ORDER BY own.allotment_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), back_places AS (
  SELECT area_id, allotment_id, quantity FROM own WHERE quantity > 0
), returned_places AS (
  /* include parts/return-places.sql */
), set_aside AS (
  /* include parts/set-aside.sql */
), left_own AS (
  DELETE FROM allotted_holds AS had USING own
   WHERE had.lock_id = $2 AND had.area_id = own.area_id AND had.allotment_id = own.allotment_id AND own.quantity = own.before
), kept_own AS (
  UPDATE allotted_holds AS had SET quantity = own.before - own.quantity
    FROM own
   WHERE had.lock_id = $2 AND had.area_id = own.area_id AND had.allotment_id = own.allotment_id AND own.quantity BETWEEN 1 AND own.before - 1
), area AS (
  UPDATE area_states AS state
     SET held = held - CASE gone.state WHEN 'LOCKED' THEN gone.quantity ELSE 0 END,
         booked = booked - CASE gone.state WHEN 'BOOKED' THEN gone.quantity ELSE 0 END,
         allotted = allotted + gone.set_aside
    FROM (SELECT place.*, coalesce(set_aside.quantity, 0) AS set_aside FROM place LEFT JOIN set_aside USING (area_id)) AS gone
   WHERE state.show_id = $1 AND state.area_id = gone.area_id
  RETURNING state.area_id, gone.quantity, capacity - held - booked - allotted AS available, held, booked
)
SELECT seat_id, allotment_id IS NOT NULL AS "isBlocked",
       NULL AS area_id, NULL AS quantity, NULL AS available, NULL AS held, NULL AS booked FROM freed
 UNION ALL SELECT NULL, NULL, area_id, quantity, available, held, booked FROM area
