-- $1 shows. Locks nothing. Returns their allotments, released or not, the oldest of each show first.
SELECT id, show_id AS "showId", name, color, access, release_at AS "releaseAt", released_at AS "releasedAt"
  FROM allotments
 WHERE show_id = ANY ($1::text[])
 ORDER BY created_at, id
