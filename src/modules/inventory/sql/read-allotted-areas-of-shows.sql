-- $1 shows. Locks nothing. Returns showId, allotmentId, areaId, quantity and taken of the places of areas that are an allotment's.
SELECT show_id AS "showId", allotment_id AS "allotmentId", area_id AS "areaId", quantity, taken
  FROM area_allotments WHERE show_id = ANY ($1::text[]) AND quantity > 0
