-- Frees the seats that bookings of a show and their holds have, where the bookings are over (still: PostgreSQL may have lost their ends). Their
-- places of areas stay: see free.sql.
-- $1 show, $2 bookings. Locks: the rows of the seats, which it deletes (those of an allotment are BLOCKED then); the caller has locked the show's
-- head. Rows are found by their keys, as in parts/end-holds.sql. Returns seat_id of each, isBlocked, and bookingId.
WITH ended AS MATERIALIZED (
  SELECT id, lock_id FROM bookings
   WHERE id = ANY ($2::text[]) AND show_id = $1 AND status NOT IN ('PENDING_PAYMENT', 'CONFIRMED')
), freed AS (
  DELETE FROM seat_states
   WHERE show_id = $1 AND (lock_id = ANY (ARRAY(SELECT lock_id FROM ended)) OR booking_id = ANY (ARRAY(SELECT id FROM ended)))
  RETURNING seat_id, allotment_id, lock_id, booking_id
), returned AS (
  /* include parts/return-to-allotments.sql */
)
SELECT seat_id, allotment_id IS NOT NULL AS "isBlocked",
       coalesce(booking_id, (SELECT id FROM ended WHERE ended.lock_id = freed.lock_id)) AS "bookingId" FROM freed
