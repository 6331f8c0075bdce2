-- $1 payment. Locks nothing. Returns its charge as parts/charge.sql says, or no row.
SELECT /* include parts/charge.sql */
  FROM sandbox_charges WHERE payment_id = $1
