-- $1 shows. Locks nothing. Returns showId, seatId, allotmentId and state of each of their seats that is an allotment's.
SELECT show_id AS "showId", seat_id AS "seatId", allotment_id AS "allotmentId", state
  FROM seat_states WHERE show_id = ANY ($1::text[]) AND allotment_id IS NOT NULL
