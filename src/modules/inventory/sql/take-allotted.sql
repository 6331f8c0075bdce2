-- Gives holds of the same transaction their seats of allotments: those that are BLOCKED and of the allotment still, and those that are
-- AVAILABLE, since it was released meanwhile.
-- $1 show, $2 seats, $3 the allotment and $4 the hold of each. Locks: the rows of the seats; the show's head is locked already.
-- Returns seat_id of each that it gave.
INSERT INTO seat_states AS state (show_id, seat_id, state, lock_id)
SELECT $1, seat_id, 'LOCKED', lock_id FROM unnest($2::text[], $4::text[]) AS wanted (seat_id, lock_id)
    ON CONFLICT (show_id, seat_id) DO UPDATE SET state = 'LOCKED', lock_id = excluded.lock_id, reason = NULL
 WHERE state.state = 'BLOCKED' AND state.allotment_id = ($3::text[])[array_position($2::text[], state.seat_id)]
RETURNING seat_id
