-- $1 how many at most. Locks nothing. Returns showId of cancelled shows that are to be looked after now, the longest due first.
SELECT show_id AS "showId" FROM show_cancellations WHERE due_at <= now() ORDER BY due_at LIMIT $1
