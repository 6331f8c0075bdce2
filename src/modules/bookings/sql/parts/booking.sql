-- Reads bookings with their seats and places, but for those that they gave back while they stood, in the order of the lock's; seats that
-- came later are behind these.
SELECT b.id, b.reference, b.show_id AS "showId", b.lock_id AS "lockId", b.owner_id AS "ownerId", b.status, b.refund_state AS "refundState", b.revision,
       b.customer_name AS "customerName", b.customer_email AS "customerEmail", b.customer_phone AS "customerPhone",
       b.locale, b.total, b.currency, b.expires_at AS "expiresAt", b.cancel_reason AS "cancelReason", b.code_id AS "codeId",
       b.link_version AS "linkVersion",
       b.created_at AS "createdAt",
       coalesce((SELECT json_agg(json_build_object('seatId', s.seat_id, 'price', s.price) ORDER BY array_position(l.seat_ids, s.seat_id), s.seat_id)
          FROM booked_seats s WHERE s.booking_id = b.id AND NOT s.returned), '[]') AS seats,
       coalesce((SELECT json_agg(json_build_object('areaId', a.area_id, 'ticketTypeId', a.ticket_type_id, 'price', a.price,
                                                   'quantity', a.quantity) ORDER BY a.position)
          FROM booked_areas a WHERE a.booking_id = b.id AND a.quantity > 0), '[]') AS areas
  FROM bookings b JOIN seat_locks l ON l.id = b.lock_id
