-- $1 show, $2 what was entered, normalised. Locks nothing. Returns the show's code that it is, as parts/code.sql says, or no row.
/* include parts/code.sql */
 WHERE code.show_id = $1 AND code.normalised = $2
