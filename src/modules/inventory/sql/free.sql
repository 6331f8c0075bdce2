-- Frees the seats and places that a booking and its hold have, where the booking is over (still: PostgreSQL may have lost its end).
-- $1 show, $2 hold, $3 booking. Locks: the rows of the seats, which it deletes (those of an allotment are BLOCKED then), and of the hold's
-- areas, and those of the areas and of their allotments, to which its places return; the caller has locked the show's head.
-- Returns seat_id of each and isBlocked, then a row for each area: area_id, quantity, available, held and booked after it.
WITH ended AS (
  SELECT FROM bookings WHERE id = $3 AND status NOT IN ('PENDING_PAYMENT', 'CONFIRMED')
), freed AS (
  DELETE FROM seat_states
   WHERE show_id = $1 AND (lock_id = $2 OR booking_id = $3) AND EXISTS (SELECT FROM ended)
  RETURNING seat_id, allotment_id
), returned AS (
  /* include parts/return-to-allotments.sql */
), place AS (
  DELETE FROM area_holds WHERE lock_id = $2 AND show_id = $1 AND EXISTS (SELECT FROM ended) RETURNING area_id, quantity, state
), back_places AS (
  DELETE FROM allotted_holds WHERE lock_id = $2 AND EXISTS (SELECT FROM ended) RETURNING area_id, allotment_id, quantity
), returned_places AS (
  /* include parts/return-places.sql */
), set_aside AS (
  /* include parts/set-aside.sql */
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
