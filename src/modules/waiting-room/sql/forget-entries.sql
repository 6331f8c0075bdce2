-- Forgets entries of shows that began long ago. $1 how many at most, $2 how many days they are kept. Locks: the rows that it deletes.
-- Returns count: how many it deleted.
WITH gone AS (
  DELETE FROM waiting_entries
   WHERE ctid = ANY (ARRAY(
     SELECT entry.ctid FROM waiting_rooms AS room JOIN shows ON shows.id = room.show_id
       JOIN waiting_entries AS entry ON entry.show_id = room.show_id
      WHERE shows.starts_at < now() - $2::int * interval '1 day' LIMIT $1))
  RETURNING 1
)
SELECT count(*)::int AS count FROM gone
