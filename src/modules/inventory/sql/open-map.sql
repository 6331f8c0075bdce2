-- Makes the head of a new show's map: version 0, every seat AVAILABLE.
-- $1 show. Locks: the row that it adds. Returns nothing.
INSERT INTO seat_maps (show_id) VALUES ($1)
