-- $1 locks. Locks nothing. Returns those that there are, as parts/find-lock.sql says.
/* include parts/find-lock.sql */
 WHERE l.id = ANY ($1::text[])
