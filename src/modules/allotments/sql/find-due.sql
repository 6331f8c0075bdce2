-- $1 how many at most. Locks nothing. Returns id and showId of allotments that are to be released by now, the longest due first.
SELECT id, show_id AS "showId" FROM allotments
 WHERE released_at IS NULL AND release_at <= now()
 ORDER BY release_at LIMIT $1
