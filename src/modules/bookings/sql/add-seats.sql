-- Seats that a booking which stands has from now on.
-- $1 booking, whose row the caller has locked, $2 plan, $3 to $8 seats, their tiers, what these are called, prices, discounts and ticket types.
-- Locks: the rows that it adds, or has again. Returns seat_id of each.
INSERT INTO booked_seats (booking_id, seat_id, show_id, plan_id, tier_id, tier_name, price, discount, ticket_type_id)
SELECT b.id, seat.id, b.show_id, $2, seat.tier_id, seat.tier_name, seat.price, seat.discount, seat.ticket_type_id
  FROM bookings b, unnest($3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::text[])
                     AS seat (id, tier_id, tier_name, price, discount, ticket_type_id)
 WHERE b.id = $1
    ON CONFLICT (booking_id, seat_id) DO UPDATE
   SET active = TRUE, returned = FALSE, tier_id = EXCLUDED.tier_id, tier_name = EXCLUDED.tier_name, price = EXCLUDED.price,
       discount = EXCLUDED.discount, ticket_type_id = EXCLUDED.ticket_type_id
RETURNING seat_id
