-- The counts of all areas of a show.
-- $1 show. Locks nothing. Returns areaId, available, held and booked of each.
SELECT area_id AS "areaId", capacity - held - booked - allotted AS available, held, booked
  FROM area_states WHERE show_id = $1
