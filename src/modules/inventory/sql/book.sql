-- Makes the seats and places that a hold still has BOOKED, for its booking, where that is confirmed (still: PostgreSQL may have lost it).
-- $1 show, $2 hold, $3 booking. Locks: the rows of the seats and of the hold's areas; the caller has locked the show's head.
-- Returns seat_id of each that was changed, then a row for each area: area_id, quantity, available, held and booked after it.
WITH confirmed AS (
  SELECT FROM bookings WHERE id = $3 AND status = 'CONFIRMED'
), seat AS (
  UPDATE seat_states SET state = 'BOOKED', booking_id = $3, lock_id = NULL
   WHERE show_id = $1 AND lock_id = $2 AND state = 'LOCKED' AND EXISTS (SELECT FROM confirmed)
  RETURNING seat_id
), place AS (
  UPDATE area_holds SET state = 'BOOKED'
   WHERE lock_id = $2 AND show_id = $1 AND state = 'LOCKED' AND EXISTS (SELECT FROM confirmed)
  RETURNING area_id, quantity
), area AS (
  UPDATE area_states AS state SET held = held - quantity, booked = booked + quantity
    FROM place WHERE state.show_id = $1 AND state.area_id = place.area_id
  RETURNING state.area_id, quantity, capacity - held - booked - allotted AS available, held, booked
)
SELECT seat_id, NULL AS area_id, NULL AS quantity, NULL AS available, NULL AS held, NULL AS booked FROM seat
 UNION ALL SELECT NULL, area_id, quantity, available, held, booked FROM area
