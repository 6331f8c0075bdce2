-- Makes the booking of a running lock, its seats, its places and its event; the lock is taken with it: it neither expires nor is released then.
-- $1 booking, $2 lock, $3 owner, $4 reference, $5 show, $6 to $8 the customer's name, e-mail and phone, $9 total, $10 currency,
-- $11 plan, $12 to $14 seats, their tiers and prices, $15 the event as a row of the outbox (JSON), $16 the customer's locale,
-- $17 the lines of the total (JSON), if they are kept, $18 the ticket types of the lock, $19 those of the seats, $20 the version of the
-- prices that all of it was worked out by, $21 the promo code of the lock (JSON), $22 what it takes off each seat, $23 the code and $24
-- how many tickets count for it; both null: none do, $25 the places of the lock (JSON, or null), $26 those of the booking (JSON): a row
-- for each, $27 what the tiers of the seats are called.
-- Locks: the lock in seat_locks, then the rows that it adds.
-- Returns the booking's id; nothing, and writes nothing, when the lock does not run (any more), is booked, or has other seats, places,
-- ticket types or code, or when the show has other prices.
WITH lock AS (
  UPDATE seat_locks SET booked_at = now()
   WHERE id = $2 AND owner_id = $3 AND status = 'ACTIVE' AND booked_at IS NULL AND expires_at > now() AND seat_ids = $12
     AND areas IS NOT DISTINCT FROM $25::jsonb AND ticket_type_ids = $18 AND code IS NOT DISTINCT FROM $21::jsonb
     AND $20 = (SELECT prices_version FROM shows WHERE id = $5)
  RETURNING expires_at
), booking AS (
  INSERT INTO bookings (id, reference, show_id, lock_id, owner_id, customer_name, customer_email, customer_phone,
                        total, currency, expires_at, locale, lines, code_id, code_tickets)
  SELECT $1, $4, $5, $2, $3, $6, $7, $8, $9, $10, expires_at, $16, $17::jsonb, $23, $24 FROM lock
  RETURNING id
), seats AS (
  INSERT INTO booked_seats (booking_id, seat_id, show_id, plan_id, tier_id, tier_name, price, ticket_type_id, discount)
  SELECT booking.id, seat.id, $5, $11, seat.tier_id, seat.tier_name, seat.price, seat.ticket_type_id, seat.discount
    FROM booking, unnest($12::text[], $13::text[], $14::bigint[], $19::text[], $22::bigint[], $27::text[])
                  AS seat (id, tier_id, price, ticket_type_id, discount, tier_name)
), places AS (
  INSERT INTO booked_areas (booking_id, position, show_id, plan_id, area_id, tier_id, ticket_type_id, price, discount, quantity)
  SELECT booking.id, place.position, $5, $11, area_id, tier_id, ticket_type_id, price, discount, quantity
    FROM booking, json_to_recordset($26::json)
      AS place (position int, area_id text, tier_id text, ticket_type_id text, price bigint, discount bigint, quantity int)
), event AS (
  INSERT INTO outbox (event_id, topic, key, type, payload, traceparent)
  SELECT told.*
    FROM booking, json_to_record($15::json) AS told (event_id text, topic text, key text, type text, payload json,
                                                       traceparent text)
)
SELECT id FROM booking
