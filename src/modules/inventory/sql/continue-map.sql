-- Lets the map of a show that was just made go on from where an earlier one with its id had ended.
-- $1 show, $2 version, $3 epoch. Locks: the show's head in seat_maps. Returns nothing.
UPDATE seat_maps SET version = greatest(version, $2), epoch = greatest(epoch, $3) WHERE show_id = $1
