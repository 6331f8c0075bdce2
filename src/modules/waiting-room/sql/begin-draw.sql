-- Begins the draw of a room, which the caller has locked: who waits now is drawn, and who joins from now on comes after them. $1 show.
-- Locks: the room's row. Returns nothing.
UPDATE waiting_rooms SET drawing_revision = revision, drawn = waiting, last_place = waiting WHERE show_id = $1
