-- $1 show. Locks: the show's row, but for those who only refer to it, unless the places of its room are drawn: until then a tick may have to change it.
-- Returns a row where it has.
SELECT FROM shows WHERE id = $1 AND EXISTS (SELECT FROM waiting_rooms WHERE show_id = $1 AND drawn_at IS NULL) FOR NO KEY UPDATE
