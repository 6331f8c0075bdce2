-- The one statement that returns seats to their allotments.
-- Needs the CTE `freed` (seat_id, allotment_id), the rows of seats of the show ($1) that the statement has deleted: with the allotment that
-- they had when they were, which may have been released since the statement began. Each of an allotment is BLOCKED.
-- Returns seat_id of these.
INSERT INTO seat_states (show_id, seat_id, state, allotment_id)
SELECT $1, seat_id, 'BLOCKED', allotment_id FROM freed WHERE allotment_id IS NOT NULL
RETURNING seat_id
