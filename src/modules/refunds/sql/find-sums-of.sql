-- What was paid for bookings, what of it went back, and what the bank has given to the buyer. A payment that was given up and then taken after all has a refund.
-- $1 bookings. Locks nothing. Returns bookingId, paid, refunded and lostDisputes; no row for a booking that was never paid.
SELECT p.booking_id AS "bookingId", sum(p.amount)::bigint AS paid, sum(p.refunded)::bigint AS refunded,
       sum(p.lost)::bigint AS "lostDisputes"
  FROM payments p
 WHERE p.booking_id = ANY ($1::text[])
   AND (p.status IN ('SUCCEEDED', 'REFUNDED') OR EXISTS (SELECT FROM refunds r WHERE r.payment_id = p.id))
 GROUP BY p.booking_id
