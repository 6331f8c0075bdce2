-- A plan with a seat that has no segment. By one look into the index of seats for each plan: every node asks at its start.
-- Locks nothing. Returns id; no row when all are complete.
SELECT plan.id FROM seating_plans plan, LATERAL (
  SELECT FROM plan_seats seat WHERE seat.plan_id = plan.id AND seat.segment IS NULL LIMIT 1
) AS incomplete LIMIT 1
