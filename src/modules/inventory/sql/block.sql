-- Takes seats off sale, those that are AVAILABLE.
-- $1 show, $2 seats, $3 why, or null. Locks: the rows that it adds. Returns seat_id of each that was blocked.
INSERT INTO seat_states (show_id, seat_id, state, reason)
SELECT $1, seat_id, 'BLOCKED', $3 FROM unnest($2::text[]) AS seat_id
    ON CONFLICT DO NOTHING
RETURNING seat_id
