-- The one statement that returns places to their allotments, or takes them from there.
-- Needs the CTE `back_places` (area_id, allotment_id, quantity): how many places are given back, less than none where they are taken. An allotment
-- that was released since has no row: its places are for everyone. The show's head is locked.
-- Returns area_id, allotment_id, room (how many places the allotment has free then; less than none where more are taken than are its own)
-- and gone (how many were given back).
UPDATE area_allotments AS own SET taken = own.taken - gone.quantity
  FROM (SELECT area_id, allotment_id, sum(quantity)::int AS quantity FROM back_places GROUP BY area_id, allotment_id) AS gone
 WHERE own.allotment_id = gone.allotment_id AND own.area_id = gone.area_id
RETURNING own.area_id, own.allotment_id, own.quantity - own.taken AS room, gone.quantity AS gone
