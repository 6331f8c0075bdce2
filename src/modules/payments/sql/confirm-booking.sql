-- The payment SUCCEEDED, its booking CONFIRMED, a ticket for each seat and place and both events.
-- $1 booking, $2 its revision before, $3 payment, $4 the provider's reference, $5 to $9 tickets: ids, seats, codes, rows of the booking's
-- areas and places in them, $10 the events as rows of the outbox (JSON).
-- Locks: the booking's row before the payment's, as everywhere. Both are looked at again under their locks: what was read before
-- may be over. Returns the booking's id; nothing, and writes nothing, when the payment is decided or the booking waits no more.
WITH waiting AS (
  SELECT id FROM bookings WHERE id = $1 AND status = 'PENDING_PAYMENT' AND revision = $2 FOR NO KEY UPDATE
), paid AS (
  UPDATE payments p
     SET status = 'SUCCEEDED', pending_reason = NULL, provider_reference = coalesce($4, p.provider_reference), updated_at = now()
    FROM waiting WHERE p.id = $3 AND p.booking_id = waiting.id AND p.status = 'PENDING'
  RETURNING p.booking_id
), confirmed AS (
  UPDATE bookings b SET status = 'CONFIRMED', revision = $2 + 1, expires_at = NULL, updated_at = now()
    FROM paid WHERE b.id = paid.booking_id
  RETURNING b.id
), ticket AS (
  INSERT INTO tickets (id, booking_id, seat_id, code, area_position, place)
  SELECT new.id, confirmed.id, new.seat_id, new.code, new.area_position, new.place
    FROM confirmed,
         unnest($5::text[], $6::text[], $7::text[], $8::int[], $9::int[]) AS new (id, seat_id, code, area_position, place)
), event AS (
  INSERT INTO outbox (event_id, topic, key, type, payload, traceparent)
  SELECT told.*
    FROM confirmed, json_to_recordset($10::json) AS told (event_id text, topic text, key text, type text, payload json,
                                                       traceparent text)
)
SELECT id FROM confirmed
