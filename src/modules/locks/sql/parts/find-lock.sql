-- Reads locks with the bookings made of them. A lock whose booking is made can't end by itself any more: that is what CONFIRMED
-- means to a caller, also in the moment before the seat service has written it down.
SELECT l.id, l.show_id AS "showId", l.owner_id AS "ownerId", l.seat_ids AS "seatIds",
       l.ticket_type_ids AS "ticketTypeIds", coalesce(l.areas, '[]') AS areas, l.code,
       CASE WHEN l.status = 'ACTIVE' AND l.booked_at IS NOT NULL THEN 'CONFIRMED' ELSE l.status::text END AS status,
       l.total, l.expires_at AS "expiresAt",
       CASE WHEN l.status = 'ACTIVE' AND l.booked_at IS NULL
            THEN greatest(0, round(extract(epoch FROM l.expires_at - clock_timestamp()) * 1000))::int ELSE 0 END AS "remaining_ms",
       l.extensions_left AS "extensionsLeft", b.id AS "bookingId"
  FROM seat_locks l LEFT JOIN bookings b ON b.lock_id = l.id
