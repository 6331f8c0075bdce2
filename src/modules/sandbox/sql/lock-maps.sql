-- $1 shows. Locks: the heads of their maps in seat_maps, in the order of the shows' ids: nobody changes a seat of them meanwhile.
-- Returns nothing of interest.
SELECT show_id FROM seat_maps WHERE show_id = ANY ($1::text[]) ORDER BY show_id FOR UPDATE
