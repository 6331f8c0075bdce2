-- $1 show. Locks: the room's row, in turn with those who join: in their rush it would never be free. Returns the room as lock-room.sql does;
-- nothing where its tick is not due (any more: another node was at it).
SELECT /* include parts/room.sql */
  FROM waiting_rooms AS room JOIN shows ON shows.id = room.show_id
 WHERE room.show_id = $1 AND room.next_tick_at <= clock_timestamp() FOR UPDATE OF room
