-- Makes seats an allotment's, those that are AVAILABLE, or BLOCKED and of no other: they are BLOCKED then.
-- $1 show, $2 seats, $3 the allotment. Locks: the rows that it adds and changes; the show's head is locked already.
-- Returns seat_id of each, and wasBlocked.
WITH was AS (
  SELECT seat_id FROM seat_states WHERE show_id = $1 AND seat_id = ANY ($2::text[])
), allotted AS (
  INSERT INTO seat_states AS state (show_id, seat_id, state, allotment_id)
  SELECT $1, seat_id, 'BLOCKED', $3 FROM unnest($2::text[]) AS seat_id
      ON CONFLICT (show_id, seat_id) DO UPDATE SET allotment_id = $3, reason = NULL
   WHERE state.state = 'BLOCKED' AND state.allotment_id IS NULL
  RETURNING seat_id
)
SELECT seat_id, seat_id IN (SELECT seat_id FROM was) AS "wasBlocked" FROM allotted
