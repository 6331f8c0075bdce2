-- The one statement that takes the head of a show's map.
-- Needs the CTE `taking` (count): how many versions. Takes none, and no lock, without a row or with 0.
-- Locks the row of the show ($1) in seat_maps until the transaction ends: versions have no gaps, and the outbox's order per show
-- is the commit order.
-- Returns base, the version before those that were taken.
UPDATE seat_maps AS map SET version = map.version + taking.count
  FROM taking
 WHERE map.show_id = $1 AND taking.count > 0
RETURNING map.version - taking.count AS base
