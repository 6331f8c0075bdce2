-- $1 show. Locks nothing. Returns status and planId, as they are now.
SELECT status::text, plan_id AS "planId" FROM shows WHERE id = $1
