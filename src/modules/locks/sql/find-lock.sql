-- $1 lock. Locks nothing. Returns the lock as parts/find-lock.sql says, or no row.
/* include parts/find-lock.sql */
 WHERE l.id = $1
