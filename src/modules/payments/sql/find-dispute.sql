-- $1 dispute. Locks nothing. Returns it as parts/dispute.sql says, or no row.
/* include parts/dispute.sql */
 WHERE id = $1
