-- Puts seats on sale again, those that are BLOCKED.
-- $1 show, $2 seats. Locks: the rows of the seats, which it deletes. Returns seat_id of each that was blocked.
DELETE FROM seat_states WHERE show_id = $1 AND seat_id = ANY ($2::text[]) AND state = 'BLOCKED' RETURNING seat_id
