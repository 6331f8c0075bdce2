-- $1 code. Locks nothing. Returns the code as parts/code.sql says, or no row.
/* include parts/code.sql */
 WHERE code.id = $1
