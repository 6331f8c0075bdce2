-- $1 show. Locks: the row that it adds. Returns map_version and map_epoch of the last show that had this id; 0 without one.
INSERT INTO sandbox_shows (show_id) VALUES ($1)
ON CONFLICT (show_id) DO UPDATE SET show_id = excluded.show_id
RETURNING map_version AS version, map_epoch AS epoch
