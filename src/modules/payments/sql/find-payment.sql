-- $1 payment. Locks nothing. Returns the payment as parts/payment.sql says, or no row.
/* include parts/payment.sql */
 WHERE id = $1
