-- What a booking has of seats and places, with what was taken off their prices, and its lines.
-- $1 booking, whose row the caller has locked. Locks nothing. Returns lines (null: they were not kept), seats (JSON: seatId, tierName, price,
-- discount) in the order of the lock, areas (JSON: position, areaId, price, discount, quantity) in the order of the booking's.
SELECT b.lines,
       coalesce((SELECT json_agg(json_build_object('seatId', s.seat_id, 'tierName', coalesce(s.tier_name, tier.name), 'price', s.price,
                                                   'discount', s.discount)
                                 ORDER BY array_position(l.seat_ids, s.seat_id), s.seat_id)
                   FROM booked_seats s JOIN price_tiers tier ON tier.id = s.tier_id WHERE s.booking_id = b.id AND NOT s.returned), '[]') AS seats,
       coalesce((SELECT json_agg(json_build_object('position', a.position, 'areaId', a.area_id, 'price', a.price, 'discount', a.discount,
                                                   'quantity', a.quantity) ORDER BY a.position)
                   FROM booked_areas a WHERE a.booking_id = b.id AND a.quantity > 0), '[]') AS areas
  FROM bookings b JOIN seat_locks l ON l.id = b.lock_id
 WHERE b.id = $1
