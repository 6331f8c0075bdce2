-- Ends that places of areas are an allotment's: those that nobody has of them are available, the others will be.
-- $1 show, $2 the allotment. Locks: the rows of the areas, and of the allotment's areas, which it deletes; the show's head is locked already.
-- Returns a row for each area of which any are free: area_id, quantity, available, held and booked after it.
WITH gone AS (
  DELETE FROM area_allotments WHERE show_id = $1 AND allotment_id = $2 RETURNING area_id, greatest(quantity - taken, 0) AS quantity
)
UPDATE area_states AS state SET allotted = allotted - gone.quantity
  FROM gone WHERE state.show_id = $1 AND state.area_id = gone.area_id AND gone.quantity > 0
RETURNING state.area_id, gone.quantity, capacity - held - booked - allotted AS available, held, booked
