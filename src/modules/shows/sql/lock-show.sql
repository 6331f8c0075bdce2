-- $1 show. Locks: the show's row, but for those who only refer to it. Returns a row when there is such a show.
SELECT FROM shows WHERE id = $1 FOR NO KEY UPDATE
