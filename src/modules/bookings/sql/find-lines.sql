-- What bookings cost, line by line.
-- $1 bookings. Locks nothing. Returns bookingId, lines as they were kept, and where none were, the seats: seatId, tierName and price, in
-- the order of the lock.
SELECT b.id AS "bookingId", b.lines,
       CASE WHEN b.lines IS NULL THEN (
         SELECT json_agg(json_build_object('seatId', s.seat_id, 'tierName', coalesce(s.tier_name, tier.name), 'price', s.price)
                         ORDER BY array_position(l.seat_ids, s.seat_id))
           FROM booked_seats s JOIN price_tiers tier ON tier.id = s.tier_id WHERE s.booking_id = b.id) END AS seats
  FROM bookings b JOIN seat_locks l ON l.id = b.lock_id
 WHERE b.id = ANY ($1::text[])
