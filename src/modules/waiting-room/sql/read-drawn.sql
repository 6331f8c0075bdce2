-- $1 show, $2 how many were drawn. Locks nothing. Returns the ids of those entries in their order, a line each, as list.
SELECT coalesce(string_agg(id, E'\n' ORDER BY place), '') AS list FROM waiting_entries WHERE show_id = $1 AND place <= $2
