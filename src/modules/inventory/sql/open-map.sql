-- Makes the head of a new show's map: version 0, every seat AVAILABLE, every place of its plan's areas free.
-- $1 show, whose row is there. Locks: the rows that it adds. Returns nothing.
WITH head AS (
  INSERT INTO seat_maps (show_id) VALUES ($1)
)
INSERT INTO area_states (show_id, area_id, capacity)
SELECT shows.id, area.id, area.capacity FROM shows JOIN plan_areas AS area USING (plan_id) WHERE shows.id = $1
