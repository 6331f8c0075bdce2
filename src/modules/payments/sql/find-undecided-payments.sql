-- Payments that have been undecided for long.
-- $1 for how many milliseconds at least, $2 only payments whose id is greater, $3 how many at most. Locks nothing.
-- Returns id, reference, createdAt and isOver (the booking waits for it no more), in the order of their ids.
SELECT id, provider_reference AS reference, created_at AS "createdAt",
       (SELECT status <> 'PENDING_PAYMENT' FROM bookings WHERE bookings.id = booking_id) AS "isOver"
  FROM payments
 WHERE status = 'PENDING' AND created_at <= now() - $1 * interval '1 millisecond' AND id > $2
 ORDER BY id LIMIT $3
