-- Ends holds of a show before their time: those that still run. A version and an event each.
-- $1 show, $2 the event (seat.unlocked), $3 RELEASED, $4 ids for the events, $5 the holds, $6 who gives each back.
-- Locks: the holds in seat_locks, in the order of their ids, so that two nodes that end the same holds wait for one another, and
-- not in a circle; then the show's head in seat_maps; then the rows of seats that it deletes.
-- Returns what parts/end-holds.sql returns.
WITH ending AS (
  SELECT id, row_number() OVER (ORDER BY id) AS part, ($6::text[])[array_position($5::text[], id)] AS actor
    FROM (
      SELECT id FROM seat_locks
       WHERE id = ANY ($5::text[]) AND show_id = $1 AND status = 'ACTIVE' AND booked_at IS NULL
       ORDER BY id FOR NO KEY UPDATE
    ) AS running
), /* include parts/end-holds.sql */
