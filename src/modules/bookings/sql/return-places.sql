-- Seats and places are no longer a booking's, which stands and keeps others.
-- $1 booking, whose row the caller has locked, $2 seats, $3 rows of its areas and $4 how many places of each. Locks: these rows in booked_seats
-- and booked_areas. Returns count: how many of them were changed.
WITH seat AS (
  UPDATE booked_seats SET active = FALSE, returned = TRUE
   WHERE booking_id = $1 AND seat_id = ANY ($2::text[]) AND active
  RETURNING 1
), place AS (
  UPDATE booked_areas AS area SET quantity = area.quantity - gone.quantity
    FROM unnest($3::int[], $4::int[]) AS gone (position, quantity)
   WHERE area.booking_id = $1 AND area.position = gone.position AND area.active
  RETURNING 1
)
SELECT ((SELECT count(*) FROM seat) + (SELECT count(*) FROM place))::int AS count
