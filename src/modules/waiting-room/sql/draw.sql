-- The draw of a room, which the caller has locked: gives places by lot to all who wait.
-- $1 show, $2 and $3 the pads of HMAC-SHA256 with the seed as its key (see draw.ts). Locks: the rows of who waits.
-- Returns drawn: how many they are.
WITH lots AS (
  SELECT id, row_number() OVER (ORDER BY sha256($3::bytea || sha256($2::bytea || convert_to(id, 'UTF8'))), id COLLATE "C")::int AS place
    FROM waiting_entries WHERE show_id = $1 AND status = 'WAITING'
), placed AS (
  UPDATE waiting_entries AS entry SET place = lots.place FROM lots WHERE entry.id = lots.id RETURNING 1
)
UPDATE waiting_rooms SET drawn_at = clock_timestamp(), drawn = drawing.count, last_place = drawing.count
  FROM (SELECT count(*)::int AS count FROM placed) AS drawing WHERE show_id = $1
RETURNING drawn
