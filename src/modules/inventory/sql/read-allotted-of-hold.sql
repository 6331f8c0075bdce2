-- $1 hold. Locks nothing. Returns allotmentId, areaId and quantity of its places that return to allotments when they are given back; those of one that was released since are left out.
SELECT own.allotment_id AS "allotmentId", own.area_id AS "areaId", own.quantity
  FROM allotted_holds AS own JOIN area_allotments USING (allotment_id, area_id) WHERE own.lock_id = $1
 ORDER BY own.area_id, own.allotment_id
