-- Refunds of the sandbox by when they were made.
-- $1 and $2 from when, and up to before when, $3 only refunds whose id is greater, $4 how many at most. Locks nothing. Returns them as
-- parts/sandbox-refund.sql says, in the order of their ids.
SELECT /* include parts/sandbox-refund.sql */
  FROM sandbox_refunds WHERE created_at >= $1 AND created_at < $2 AND id > $3 ORDER BY id LIMIT $4
