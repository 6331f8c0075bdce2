-- As parts/take-versions.sql, for holds: takes none of a map that is closed. It is looked at with the head's lock, not as it was when
-- the statement began.
UPDATE seat_maps AS map SET version = map.version + taking.count
  FROM taking
 WHERE map.show_id = $1 AND taking.count > 0 AND NOT map.closed
RETURNING map.version - taking.count AS base
