-- $1 refunds. Locks nothing. Returns those that there are, as parts/refund.sql says.
/* include parts/refund.sql */
 WHERE r.id = ANY ($1::text[])
