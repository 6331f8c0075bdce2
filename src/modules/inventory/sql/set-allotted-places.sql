-- Sets how many places of areas are an allotment's: those that nobody has of them are not available.
-- $1 show, $2 the allotment, $3 how many of each area (JSON: area_id, quantity). Locks: the rows of the areas, and of the allotment's areas,
-- which it adds or changes; the show's head is locked already.
-- Returns a row for each area of which other numbers are free: area_id, quantity (how many more are set aside; less than none: fewer),
-- available, held and booked after it.
-- Fails with a check violation of area_states_capacity, nothing written, when an area has not so many places left.
WITH was AS (
  SELECT area_id, greatest(quantity - taken, 0) AS free FROM area_allotments WHERE allotment_id = $2
), own AS (
  INSERT INTO area_allotments (allotment_id, area_id, show_id, quantity)
  SELECT $2, area_id, $1, quantity FROM json_to_recordset($3::json) AS wanted (area_id text, quantity int)
      ON CONFLICT (allotment_id, area_id) DO UPDATE SET quantity = EXCLUDED.quantity
  RETURNING area_id, greatest(quantity - taken, 0) AS free
)
UPDATE area_states AS state SET allotted = allotted + change.quantity
  FROM (SELECT area_id, own.free - coalesce(was.free, 0) AS quantity FROM own LEFT JOIN was USING (area_id)) AS change
 WHERE state.show_id = $1 AND state.area_id = change.area_id AND change.quantity <> 0
RETURNING state.area_id, change.quantity, capacity - held - booked - allotted AS available, held, booked
