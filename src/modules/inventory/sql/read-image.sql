-- The whole map of a show at one version.
-- $1 show. Locks nothing. Returns version, epoch (of PostgreSQL's history, or null), and seats with their states: every seat that is
-- not AVAILABLE; no row when there is no such show.
SELECT m.version, (SELECT epoch FROM history_witness) AS epoch,
       coalesce(array_agg(s.seat_id) FILTER (WHERE s.seat_id IS NOT NULL), '{}') AS seats,
       coalesce(array_agg(s.state::text) FILTER (WHERE s.seat_id IS NOT NULL), '{}') AS states
  FROM seat_maps m LEFT JOIN seat_states s USING (show_id)
 WHERE m.show_id = $1
 GROUP BY m.show_id
