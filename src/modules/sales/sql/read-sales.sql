-- What shows have sold and are about to sell, seen at one moment: tickets, without fees. Bookings remember what their seats cost, and what a promo code
-- took off; what is held has the present price, without the code of its lock: prices do not change while seats are held.
-- $1 shows. Locks nothing. Returns seats and amount by showId, tierId and stage (held, awaitingPayment, sold), where there are any.
SELECT seat.show_id AS "showId", seat.tier_id AS "tierId",
       CASE booking.status WHEN 'CONFIRMED' THEN 'sold' ELSE 'awaitingPayment' END AS stage,
       count(*)::int AS seats, sum(seat.price - seat.discount)::bigint AS amount
  FROM booked_seats seat JOIN bookings booking ON booking.id = seat.booking_id
 WHERE seat.show_id = ANY ($1::text[]) AND seat.active AND booking.status IN ('CONFIRMED', 'PENDING_PAYMENT')
 GROUP BY 1, 2, 3
UNION ALL
SELECT state.show_id, tier.id, 'held', count(*)::int, sum(coalesce(typed.price, tier.price))::bigint
  FROM seat_states state
  JOIN seat_locks lock ON lock.id = state.lock_id AND lock.booked_at IS NULL
  JOIN shows show ON show.id = state.show_id
  JOIN plan_seats seat ON seat.plan_id = show.plan_id AND seat.id = state.seat_id
  JOIN price_tiers tier ON tier.show_id = state.show_id AND tier.category = seat.category
  -- Of the first type there is none, nor where all are of the first.
  LEFT JOIN ticket_prices typed ON typed.tier_id = tier.id AND typed.ticket_type_id =
       CASE WHEN lock.ticket_type_ids <> '{}' THEN lock.ticket_type_ids[array_position(lock.seat_ids, state.seat_id)] END
 WHERE state.show_id = ANY ($1::text[]) AND state.state = 'LOCKED'
 GROUP BY state.show_id, tier.id
