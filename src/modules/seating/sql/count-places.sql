-- $1 plans. Locks nothing. Returns planId and places: how many the areas of a plan have together; no row for a plan without areas.
SELECT plan_id AS "planId", sum(capacity)::int AS places FROM plan_areas WHERE plan_id = ANY ($1::text[]) GROUP BY plan_id
