-- What was paid for bookings, and what of it went back. A payment that was given up and then taken after all has a refund.
-- $1 bookings. Locks nothing. Returns bookingId, paid and refunded; no row for a booking that was never paid.
SELECT p.booking_id AS "bookingId", sum(p.amount)::bigint AS paid, sum(p.refunded)::bigint AS refunded
  FROM payments p
 WHERE p.booking_id = ANY ($1::text[])
   AND (p.status IN ('SUCCEEDED', 'REFUNDED') OR EXISTS (SELECT FROM refunds r WHERE r.payment_id = p.id))
 GROUP BY p.booking_id
