-- $1 reference of a refund. Locks nothing. Returns it as parts/sandbox-refund.sql says, or no row.
SELECT /* include parts/sandbox-refund.sql */
  FROM sandbox_refunds WHERE reference = $1
