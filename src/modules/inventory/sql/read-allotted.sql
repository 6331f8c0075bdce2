-- $1 show, $2 seats. Locks nothing. Returns seatId and allotmentId of those that are an allotment's, whoever holds them.
SELECT seat_id AS "seatId", allotment_id AS "allotmentId"
  FROM seat_states WHERE show_id = $1 AND seat_id = ANY ($2::text[]) AND allotment_id IS NOT NULL
