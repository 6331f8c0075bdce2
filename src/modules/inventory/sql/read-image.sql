-- The whole map of a show at one version.
-- $1 show. Locks nothing. Returns version, epoch (of PostgreSQL's history, or null), seats with their states: every seat that is
-- not AVAILABLE, and areas (JSON: areaId, available, held, booked; null where the show has none); no row when there is no such show.
SELECT m.version, (SELECT epoch FROM history_witness) AS epoch,
       coalesce(array_agg(s.seat_id) FILTER (WHERE s.seat_id IS NOT NULL), '{}') AS seats,
       coalesce(array_agg(s.state::text) FILTER (WHERE s.seat_id IS NOT NULL), '{}') AS states,
       (SELECT json_agg(json_build_object('areaId', area_id, 'available', capacity - held - booked - allotted, 'held', held, 'booked', booked))
          FROM area_states WHERE show_id = m.show_id) AS areas
  FROM seat_maps m LEFT JOIN seat_states s USING (show_id)
 WHERE m.show_id = $1
 GROUP BY m.show_id
