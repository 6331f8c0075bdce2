-- $1 allotments. Locks nothing. Returns allotmentId, areaId and quantity: how many places each has free.
SELECT allotment_id AS "allotmentId", area_id AS "areaId", quantity - taken AS quantity
  FROM area_allotments WHERE allotment_id = ANY ($1::text[]) AND quantity > taken
