-- A payment that waits for its end, and its booking that waits for the payment.
-- $1 payment. Locks nothing. Returns what the events of its success tell; no row when either waits no more.
SELECT p.provider, p.amount, p.currency, b.id AS "bookingId", b.show_id AS "showId", b.lock_id AS "lockId", b.owner_id AS "ownerId", b.total,
       b.revision, l.seat_ids AS "seatIds",
       coalesce((SELECT json_agg(json_build_object('areaId', area_id, 'quantity', quantity) ORDER BY position)
                   FROM booked_areas WHERE booking_id = b.id), '[]') AS areas
  FROM payments p JOIN bookings b ON b.id = p.booking_id JOIN seat_locks l ON l.id = b.lock_id
 WHERE p.id = $1 AND p.status = 'PENDING' AND b.status = 'PENDING_PAYMENT'
