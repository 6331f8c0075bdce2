-- A page of a show's notifications that were given up or wait for another try, the newest first: their ids sort by time.
-- $1 show, $2 only those before this id, or null, $3 only those after this id, or null, $4 how many at most. Locks nothing.
-- Returns them as parts/notification.sql says.
/* include parts/notification.sql */
 WHERE n.show_id = $1 AND /* include parts/is-undelivered.sql */
   AND ($2::text IS NULL OR n.id < $2) AND ($3::text IS NULL OR n.id > $3)
 ORDER BY n.id DESC LIMIT $4
