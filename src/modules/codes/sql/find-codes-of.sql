-- $1 shows. Locks nothing. Returns their codes as parts/code.sql says, in the order in which they were made.
/* include parts/code.sql */
 WHERE code.show_id = ANY ($1::text[])
 ORDER BY code.id
