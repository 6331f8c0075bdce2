-- Frees the seats that a booking and its hold have, where the booking is over (still: PostgreSQL may have lost its end).
-- $1 show, $2 hold, $3 booking. Locks: the rows of the seats, which it deletes; those of an allotment are BLOCKED then.
-- Returns seat_id of each, and isBlocked.
WITH freed AS (
  DELETE FROM seat_states
   WHERE show_id = $1 AND (lock_id = $2 OR booking_id = $3)
     AND EXISTS (SELECT FROM bookings WHERE id = $3 AND status NOT IN ('PENDING_PAYMENT', 'CONFIRMED'))
  RETURNING seat_id, allotment_id
), returned AS (
  /* include parts/return-to-allotments.sql */
)
SELECT seat_id, allotment_id IS NOT NULL AS "isBlocked" FROM freed
