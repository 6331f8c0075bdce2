-- Locks the head of a show's map, before seats are changed by statements of their own; its versions are taken by write-change.sql.
-- $1 show. Locks: the show's row in seat_maps. Returns closed (the show was cancelled); no row when there is no such show.
SELECT closed FROM seat_maps WHERE show_id = $1 FOR NO KEY UPDATE
