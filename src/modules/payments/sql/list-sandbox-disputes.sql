-- Disputes of the sandbox by when they began.
-- $1 and $2 from when, and up to before when, $3 only those whose reference is greater, $4 how many at most. Locks nothing. Returns
-- them as parts/sandbox-dispute.sql says, in the order of their references.
SELECT /* include parts/sandbox-dispute.sql */
  FROM sandbox_charges
 WHERE disputed_at >= $1 AND disputed_at < $2 AND disputed_at <= now() AND reference || '_dispute' > $3 ORDER BY reference || '_dispute' LIMIT $4
