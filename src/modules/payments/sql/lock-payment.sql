-- $1 payment. Locks: the payment's row; its booking's is locked before. Returns the payment as parts/payment.sql says, or no row.
/* include parts/payment.sql */
 WHERE id = $1 FOR NO KEY UPDATE
