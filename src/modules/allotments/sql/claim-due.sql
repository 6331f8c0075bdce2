-- $1 allotment. Locks: its row, unless another node has: it is left to that. Returns id; no row where it is not due (any more).
SELECT id FROM allotments
 WHERE id = $1 AND released_at IS NULL AND release_at <= now()
   FOR NO KEY UPDATE SKIP LOCKED
