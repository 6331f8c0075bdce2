-- A step of a draw that has begun, of a room which the caller has locked: gives the next of those who are drawn their places, in the order of
-- their lots. Who has left since the draw began keeps the place for nobody. $1 show, $2 to how many.
-- Locks: the rows of those. Returns isDrawn: whether all have their places now.
WITH room AS (
  SELECT drawing_revision, placed FROM waiting_rooms WHERE show_id = $1
), last AS (
  SELECT lot, id FROM waiting_entries WHERE show_id = $1 AND place = (SELECT placed FROM room)
), next AS (
  SELECT entry.id, row_number() OVER (ORDER BY entry.lot, entry.id)::int AS number FROM (
    SELECT id, lot FROM waiting_entries
     WHERE show_id = $1 AND place IS NULL
       AND (lot, id) > (coalesce((SELECT lot FROM last), ''), coalesce((SELECT id FROM last), ''))
       AND (status = 'WAITING' OR revision > (SELECT drawing_revision FROM room))
     ORDER BY lot, id LIMIT $2) AS entry
), step AS (
  UPDATE waiting_entries AS entry SET place = room.placed + next.number FROM next, room WHERE entry.id = next.id RETURNING 1
)
UPDATE waiting_rooms
   SET placed = placed + step.count,
       drawn_at = CASE WHEN step.count < $2 OR placed + step.count >= drawn THEN clock_timestamp() END
  FROM (SELECT count(*)::int AS count FROM step) AS step WHERE show_id = $1
RETURNING drawn_at IS NOT NULL AS "isDrawn"
