-- Closes the map of a show that was cancelled: nothing of it is held from then on. A hold that has begun before waits for the head, and
-- finds it closed. $1 show. Locks: the show's row in seat_maps. Returns nothing.
UPDATE seat_maps SET closed = true WHERE show_id = $1
