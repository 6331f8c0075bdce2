-- $1 show, $2 areas, $3 whether who asks is staff of the show, $4 the code, or null, $5 the allotment that it opened when it was applied,
-- $6 whether those for codes are open without one.
-- Locks nothing. Returns allotmentId, areaId and quantity (how many places are free, maybe none) of the allotments that are open at present: that
-- of the code, where it is still the code's and not for staff alone; then those for staff, the oldest first;
-- then those for codes that are open without one.
SELECT own.allotment_id AS "allotmentId", own.area_id AS "areaId", greatest(own.quantity - own.taken, 0) AS quantity
  FROM area_allotments AS own JOIN allotments AS allotment ON allotment.id = own.allotment_id
 WHERE own.show_id = $1 AND own.area_id = ANY ($2::text[])
   AND CASE allotment.access
         WHEN 'STAFF' THEN $3::boolean
         ELSE $6::boolean OR allotment.id = $5 AND EXISTS (
           SELECT FROM codes AS code
            WHERE code.id = $4 AND code.show_id = $1 AND code.allotment_id = $5
              AND /* include ../../codes/sql/parts/current.sql */)
       END
 ORDER BY coalesce(allotment.id = $5, false) DESC, allotment.access = 'CODE', allotment.created_at, allotment.id
