-- $1 to $5 as parts/bookings-meant.sql says, $6 up to how many are counted. Locks nothing. Returns count: of the show's bookings.
SELECT count(*)::int AS count FROM (
  SELECT FROM bookings b WHERE /* include parts/bookings-meant.sql */ LIMIT $6
) AS counted
