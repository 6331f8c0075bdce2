-- $1 shows. Locks nothing. Returns show_id, and version: that its map has now.
SELECT show_id, version FROM seat_maps WHERE show_id = ANY ($1)
