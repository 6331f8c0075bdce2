-- Adds callers to the room of a show, which the caller has locked: those who are in it already stay as they are.
-- $1 show, $2 ids of entries, $3 the callers, in the order in which they came, $4 and $5 the pads of HMAC-SHA256 with the seed as its key (see
-- draw.ts): by it those are drawn who join before the draw begins, the others get the next places. Locks: the rows that it adds.
-- Returns the entry of each caller once.
WITH asked AS (
  SELECT DISTINCT ON (owner_id) id, owner_id, position
    FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS asked (id, owner_id, position) ORDER BY owner_id, position
), known AS (
  SELECT * FROM waiting_entries WHERE show_id = $1 AND status <> 'ENDED' AND owner_id = ANY ($3::text[])
), fresh AS (
  SELECT id, owner_id, row_number() OVER (ORDER BY position)::int AS number
    FROM asked WHERE owner_id NOT IN (SELECT owner_id FROM known)
), coming AS (
  SELECT count(*)::int AS count FROM fresh
), room AS (
  UPDATE waiting_rooms
     SET waiting = waiting + coming.count,
         last_place = last_place + CASE WHEN drawing_revision IS NULL THEN 0 ELSE coming.count END,
         -- Of the time in which nobody waited a second of the pace is kept, or one admission.
         paced_at = CASE WHEN drawing_revision IS NULL OR waiting > 0 THEN paced_at
                         ELSE greatest(paced_at, now() - greatest(interval '1 second', interval '1 minute' / per_minute)) END,
         -- Where nobody waited the room may be at rest. Twice a second it is awake anyway.
         next_tick_at = CASE WHEN drawing_revision IS NULL OR waiting > 0 THEN next_tick_at
                             ELSE least(next_tick_at, greatest(now(), ticked_at + interval '500 milliseconds')) END
    FROM coming WHERE show_id = $1 AND coming.count > 0
  RETURNING CASE WHEN drawing_revision IS NULL THEN NULL ELSE last_place - coming.count END AS base
), joined AS (
  INSERT INTO waiting_entries (id, show_id, owner_id, place, lot)
  SELECT id, $1, owner_id, base + number,
         CASE WHEN base IS NULL THEN sha256($5::bytea || sha256($4::bytea || convert_to(id, 'UTF8'))) END
    FROM fresh, room
  RETURNING *
)
SELECT /* include parts/entry.sql */ FROM (SELECT * FROM joined UNION ALL SELECT * FROM known) AS entry
