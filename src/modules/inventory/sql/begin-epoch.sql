-- Begins a new epoch of the show's map in the lock store.
-- $1 show. Locks: the show's head in seat_maps. Returns epoch; no row when there is no such show.
UPDATE seat_maps SET epoch = epoch + 1 WHERE show_id = $1 RETURNING epoch
