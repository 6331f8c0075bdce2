-- $1 and $2 the show and the plan's id of each seat. Locks nothing. Returns showId, seatId and state of those that are not AVAILABLE.
SELECT s.show_id AS "showId", s.seat_id AS "seatId", s.state
  FROM unnest($1::text[], $2::text[]) AS wanted (show_id, seat_id) JOIN seat_states s USING (show_id, seat_id)
