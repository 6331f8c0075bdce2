-- What bookings have of seats and places, with what was taken off their prices, their lines, and what is left of their money.
-- $1 bookings; of those that are changed next the caller has locked the rows. Locks nothing. Returns of each bookingId, lines (null: they were
-- not kept), seats (JSON: seatId, tierName, price, discount) in the order of the lock, areas (JSON: position, areaId, price, discount, quantity)
-- in the order of the booking's, left (what can still be given back of what paid for it and its changes, without what earlier changes owe: minor
-- units), isEnding (whether it ends with its show) and readAt (the time).
SELECT b.id AS "bookingId", b.lines,
       coalesce((SELECT json_agg(json_build_object('seatId', s.seat_id, 'tierName', coalesce(s.tier_name, tier.name), 'price', s.price,
                                                   'discount', s.discount)
                                 ORDER BY array_position(l.seat_ids, s.seat_id), s.seat_id)
                   FROM booked_seats s JOIN price_tiers tier ON tier.id = s.tier_id WHERE s.booking_id = b.id AND NOT s.returned), '[]') AS seats,
       coalesce((SELECT json_agg(json_build_object('position', a.position, 'areaId', a.area_id, 'price', a.price, 'discount', a.discount,
                                                   'quantity', a.quantity) ORDER BY a.position)
                   FROM booked_areas a WHERE a.booking_id = b.id AND a.quantity > 0), '[]') AS areas,
       greatest(0, coalesce((SELECT sum(p.amount - p.refunding - p.lost) FROM payments p
                              WHERE p.booking_id = b.id AND p.status = 'SUCCEEDED' AND p.refunding + p.lost < p.amount
                                AND NOT EXISTS (SELECT FROM refunds r WHERE r.payment_id = p.id AND r.is_surplus)), 0)
                   -- As refunds/sql/failed-of-changes.sql has it.
                   - coalesce((SELECT sum(o.failed - least(o.failed, o.lost, o.left_of_it))
                                 FROM (SELECT p.lost, p.amount - p.refunded AS left_of_it, sum(r.amount) AS failed
                                         FROM refunds r JOIN payments p ON p.id = r.payment_id
                                        WHERE r.booking_id = b.id AND r.change_id IS NOT NULL AND r.status = 'FAILED' GROUP BY p.id) o), 0))::bigint AS "left",
       EXISTS (SELECT FROM booking_cancellations c WHERE c.show_id = b.show_id) AS "isEnding",
       clock_timestamp() AS "readAt"
  FROM bookings b JOIN seat_locks l ON l.id = b.lock_id
 WHERE b.id = ANY ($1::text[])
