-- Locks a hold, then the head of its show's map, before its places are exchanged by statements of their own: everyone who ends holds goes in
-- this order.
-- $1 show, $2 hold. Locks: the hold in seat_locks, then the show's row in seat_maps. Returns a row; none when there is no such hold.
WITH hold AS MATERIALIZED (
  SELECT show_id FROM seat_locks WHERE id = $2 AND show_id = $1 FOR NO KEY UPDATE
)
SELECT FROM seat_maps JOIN hold USING (show_id) FOR NO KEY UPDATE OF seat_maps
