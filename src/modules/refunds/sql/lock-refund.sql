-- $1 refund. Locks: the refund's row; its booking's and its payment's are locked before. Returns it as parts/refund.sql says, or no row.
/* include parts/refund.sql */
 WHERE r.id = $1 FOR NO KEY UPDATE OF r
