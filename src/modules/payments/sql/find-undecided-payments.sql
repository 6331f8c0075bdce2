-- Payments that have been undecided for long.
-- $1 for how many milliseconds at least, $2 only payments whose id is greater, $3 how many at most. Locks nothing.
-- Returns id, reference, createdAt and isOver (neither the booking nor a quote for it waits for it any more), in the order of their ids.
SELECT id, provider_reference AS reference, created_at AS "createdAt",
       CASE WHEN change_id IS NULL THEN (SELECT status <> 'PENDING_PAYMENT' FROM bookings WHERE bookings.id = booking_id)
            ELSE NOT EXISTS (SELECT FROM booking_changes WHERE booking_changes.id = change_id AND applied_at IS NULL AND expires_at > now())
        END AS "isOver"
  FROM payments
 WHERE status = 'PENDING' AND created_at <= now() - $1 * interval '1 millisecond' AND id > $2
 ORDER BY id LIMIT $3
