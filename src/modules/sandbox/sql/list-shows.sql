-- $1 one show, or null: all. Locks nothing. Returns id, plan_id and status of those shows of the sandbox that there are.
SELECT show.id, show.plan_id AS "planId", show.status FROM sandbox_shows JOIN shows AS show ON show.id = show_id
 WHERE $1::text IS NULL OR show.id = $1
 ORDER BY show.id
