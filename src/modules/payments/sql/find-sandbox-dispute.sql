-- $1 reference of a dispute: that of its charge, and a suffix. Locks nothing. Returns it as parts/sandbox-dispute.sql says, or no row.
SELECT /* include parts/sandbox-dispute.sql */
  FROM sandbox_charges WHERE reference = regexp_replace($1, '_dispute$', '') AND $1 LIKE '%\_dispute' AND disputed_at <= now()
