-- Takes seats out of an allotment: those that nobody holds are AVAILABLE then, the others will be.
-- $1 show, $2 the allotment, $3 the seats; null: all that it has. Locks: the rows of the seats; the show's head is locked
-- already.
-- Returns seat_id of each, and isFree.
WITH freed AS (
  DELETE FROM seat_states
   WHERE show_id = $1 AND allotment_id = $2 AND state = 'BLOCKED' AND ($3::text[] IS NULL OR seat_id = ANY ($3::text[]))
  RETURNING seat_id
), kept AS (
  UPDATE seat_states SET allotment_id = NULL
   WHERE show_id = $1 AND allotment_id = $2 AND state <> 'BLOCKED' AND ($3::text[] IS NULL OR seat_id = ANY ($3::text[]))
  RETURNING seat_id
)
SELECT seat_id, true AS "isFree" FROM freed UNION ALL SELECT seat_id, false FROM kept
