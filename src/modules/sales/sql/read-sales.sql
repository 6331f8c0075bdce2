-- What shows have sold and are about to sell, seen at one moment: tickets, without fees. Bookings remember what their seats and places cost,
-- and what a promo code took off; what is held has the present price, without the code of its lock: prices do not change while seats are held.
-- $1 shows. Locks nothing. Returns seats (with places) and amount by showId, tierId and stage (held, awaitingPayment, sold), where there
-- are any.
SELECT "showId", "tierId", stage, sum(seats)::int AS seats, sum(amount)::bigint AS amount FROM (
  SELECT booked.show_id AS "showId", booked.tier_id AS "tierId",
         CASE booking.status WHEN 'CONFIRMED' THEN 'sold' ELSE 'awaitingPayment' END AS stage,
         booked.quantity AS seats, booked.quantity * (booked.price - booked.discount) AS amount
    FROM (SELECT booking_id, show_id, tier_id, price, discount, 1 AS quantity
            FROM booked_seats WHERE show_id = ANY ($1::text[]) AND active
          UNION ALL
          SELECT booking_id, show_id, tier_id, price, discount, quantity
            FROM booked_areas WHERE show_id = ANY ($1::text[]) AND active) AS booked
    JOIN bookings booking ON booking.id = booked.booking_id
   WHERE booking.status IN ('CONFIRMED', 'PENDING_PAYMENT')
  UNION ALL
  SELECT state.show_id, tier.id, 'held', 1, coalesce(typed.price, tier.price)
    FROM seat_states state
    JOIN seat_locks lock ON lock.id = state.lock_id AND lock.booked_at IS NULL
    JOIN shows show ON show.id = state.show_id
    JOIN plan_seats seat ON seat.plan_id = show.plan_id AND seat.id = state.seat_id
    JOIN price_tiers tier ON tier.show_id = state.show_id AND tier.category = seat.category
    -- Of the first type there is none, nor where all are of the first.
    LEFT JOIN ticket_prices typed ON typed.tier_id = tier.id AND typed.ticket_type_id =
         CASE WHEN lock.ticket_type_ids <> '{}' THEN lock.ticket_type_ids[array_position(lock.seat_ids, state.seat_id)] END
   WHERE state.show_id = ANY ($1::text[]) AND state.state = 'LOCKED'
  UNION ALL
  SELECT lock.show_id, tier.id, 'held', place.quantity, place.quantity * coalesce(typed.price, tier.price)
    FROM (SELECT DISTINCT lock_id FROM area_holds WHERE show_id = ANY ($1::text[]) AND state = 'LOCKED') AS holding
    JOIN seat_locks lock ON lock.id = holding.lock_id AND lock.booked_at IS NULL
    JOIN shows show ON show.id = lock.show_id
    CROSS JOIN LATERAL jsonb_to_recordset(lock.areas) AS place ("areaId" text, "ticketTypeId" text, quantity int)
    JOIN plan_areas area ON area.plan_id = show.plan_id AND area.id = place."areaId"
    JOIN price_tiers tier ON tier.show_id = lock.show_id AND tier.category = area.category
    LEFT JOIN ticket_prices typed ON typed.tier_id = tier.id AND typed.ticket_type_id = place."ticketTypeId"
) AS figure GROUP BY 1, 2, 3
