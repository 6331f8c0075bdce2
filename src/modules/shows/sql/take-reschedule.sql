-- Takes the show that was moved first of those whose customers are to be told; one that another transaction has locked is left to it.
-- Locks: the row that it deletes. Returns showId, version, movedAt, and isNews: it is to begin at another time than its customers know,
-- and was not cancelled; no row when there is none.
DELETE FROM show_reschedules AS moved USING shows
 WHERE shows.id = moved.show_id
   AND moved.show_id = (SELECT show_id FROM show_reschedules ORDER BY moved_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING moved.show_id AS "showId", moved.version, moved.moved_at AS "movedAt",
  shows.starts_at <> moved.starts_before AND shows.starts_at > now() AND shows.status <> 'CANCELLED' AS "isNews"
