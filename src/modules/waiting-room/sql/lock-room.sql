-- $1 show. Locks: the room's row. Returns the room as it is now, with PostgreSQL's time; nothing where there is none.
SELECT /* include parts/room.sql */
  FROM waiting_rooms AS room JOIN shows ON shows.id = room.show_id
 WHERE room.show_id = $1 FOR UPDATE OF room
