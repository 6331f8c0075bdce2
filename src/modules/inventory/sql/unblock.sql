-- Puts seats on sale again, those that are BLOCKED and not of an allotment.
-- $1 show, $2 seats. Locks: the rows of the seats, which it deletes. Returns seat_id of each that was blocked.
DELETE FROM seat_states
 WHERE show_id = $1 AND seat_id = ANY ($2::text[]) AND state = 'BLOCKED' AND allotment_id IS NULL
RETURNING seat_id
