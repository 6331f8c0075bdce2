-- $1 show. Locks nothing. Returns the room's revision and idleSeconds, and who is admitted to it (ownerIds), all of one moment; nothing where
-- there is no room.
SELECT revision, idle_seconds AS "idleSeconds",
       ARRAY(SELECT owner_id FROM waiting_entries WHERE show_id = $1 AND status = 'ADMITTED') AS "ownerIds"
  FROM waiting_rooms WHERE show_id = $1
