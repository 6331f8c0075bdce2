-- Removes plans that the sandbox has made and no show has any more, and the sandbox's venue with the last of them.
-- $1 plans, $2 and $3 name and city of the venue. Locks: the rows that it deletes. Returns nothing.
WITH unused AS MATERIALIZED (
  SELECT id, venue_id FROM seating_plans AS plan
   WHERE id = ANY ($1::text[]) AND NOT EXISTS (SELECT FROM shows WHERE plan_id = plan.id)
), gone_seats AS (
  DELETE FROM plan_seats USING unused WHERE plan_id = unused.id
), gone_areas AS (
  DELETE FROM plan_areas USING unused WHERE plan_id = unused.id
), gone_plans AS (
  DELETE FROM seating_plans AS plan USING unused WHERE plan.id = unused.id
)
DELETE FROM venues
 WHERE name = $2 AND city = $3 AND id IN (SELECT venue_id FROM unused)
   AND NOT EXISTS (SELECT FROM seating_plans AS plan WHERE venue_id = venues.id AND plan.id NOT IN (SELECT id FROM unused))
