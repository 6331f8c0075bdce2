-- $1 show, $2 the first and $3 the last place. Locks nothing. Returns the ids of the entries that were drawn there in the order of their places,
-- a line each, as list.
SELECT coalesce(string_agg(id, E'\n' ORDER BY place), '') AS list FROM waiting_entries WHERE show_id = $1 AND place BETWEEN $2 AND $3
