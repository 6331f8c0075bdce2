-- $1 show. Locks: the room's row. Returns a row where there is one.
SELECT FROM waiting_rooms WHERE show_id = $1 FOR UPDATE
