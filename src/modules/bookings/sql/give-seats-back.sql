-- The seats and places of bookings that have ended are no longer their own.
-- $1 bookings. Locks: their rows in booked_seats and booked_areas. Returns nothing.
WITH places AS (
  UPDATE booked_areas SET active = FALSE WHERE booking_id = ANY ($1::text[])
)
UPDATE booked_seats SET active = FALSE WHERE booking_id = ANY ($1::text[])
