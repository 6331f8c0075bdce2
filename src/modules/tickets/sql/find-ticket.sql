-- $1 ticket. Locks nothing. Returns it as parts/ticket.sql says, or no row.
/* include parts/ticket.sql */
 WHERE ticket.id = $1
