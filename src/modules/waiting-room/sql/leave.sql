-- Ends an entry of a room, which the caller has locked, since its caller leaves. $1 show, $2 entry. Locks: its row.
-- Returns the entry as it is after that; nothing where it had ended.
WITH leaving AS (
  SELECT id, status FROM waiting_entries WHERE id = $2 AND show_id = $1 AND status <> 'ENDED' FOR UPDATE
), room AS (
  UPDATE waiting_rooms
     SET waiting = waiting - CASE leaving.status WHEN 'WAITING' THEN 1 ELSE 0 END,
         active = active - CASE leaving.status WHEN 'ADMITTED' THEN 1 ELSE 0 END, revision = revision + 1,
         next_tick_at = CASE leaving.status WHEN 'ADMITTED' THEN now() ELSE next_tick_at END
    FROM leaving WHERE show_id = $1 RETURNING revision
)
UPDATE waiting_entries AS entry SET status = 'ENDED', ended_at = now(), end_reason = 'LEFT', revision = room.revision
  FROM leaving, room WHERE entry.id = leaving.id
RETURNING /* include parts/entry.sql */
