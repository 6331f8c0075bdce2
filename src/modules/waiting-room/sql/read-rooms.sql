-- $1 shows. Locks nothing. Returns the rooms of those that have one.
SELECT /* include parts/room.sql */
  FROM waiting_rooms AS room JOIN shows ON shows.id = room.show_id
 WHERE room.show_id = ANY ($1::text[])
