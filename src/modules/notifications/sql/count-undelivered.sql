-- $1 show, $2 up to how many are counted. Locks nothing. Returns count: of its notifications that were given up or wait for another try.
SELECT count(*)::int AS count FROM (
  SELECT FROM notifications n WHERE n.show_id = $1 AND /* include parts/is-undelivered.sql */ LIMIT $2
) AS counted
