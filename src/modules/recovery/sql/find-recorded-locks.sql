-- $1 show, $2 locks. Locks nothing. Returns id of those that PostgreSQL knows to hold seats of the show.
SELECT DISTINCT lock_id AS id FROM seat_states WHERE show_id = $1 AND lock_id = ANY ($2::text[])
