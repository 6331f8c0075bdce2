-- Takes shows whose next moment has come, and sets the next one, so that each is told of once.
-- $1 how many at most. Locks: the rows of the shows, the longest due first; those that another node is at are left to it.
-- Returns id, and what the moment is: isSalesStart, isSalesEnd, isBeginning.
WITH due AS (
  SELECT id, next_moment_at AS moment FROM shows WHERE next_moment_at <= now()
   ORDER BY next_moment_at LIMIT $1 FOR UPDATE SKIP LOCKED
)
UPDATE shows SET next_moment_at = next_moment_of(shows, due.moment) FROM due WHERE shows.id = due.id
RETURNING shows.id, status = 'ON_SALE' AND sales_start_at = due.moment IS TRUE AS "isSalesStart",
          status = 'ON_SALE' AND coalesce(sales_end_at, starts_at) = due.moment AS "isSalesEnd",
          starts_at = due.moment AS "isBeginning"
