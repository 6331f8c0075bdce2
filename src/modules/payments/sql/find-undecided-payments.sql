-- Payments that have been undecided for long.
-- $1 for how many milliseconds at least, $2 only payments whose id is greater, $3 how many at most. Locks nothing.
-- Returns the payments as parts/payment.sql says, in the order of their ids.
/* include parts/payment.sql */
 WHERE status = 'PENDING' AND created_at <= now() - $1 * interval '1 millisecond' AND id > $2
 ORDER BY id LIMIT $3
