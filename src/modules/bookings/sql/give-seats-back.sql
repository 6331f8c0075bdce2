-- The seats and places of a booking that has ended are no longer its own.
-- $1 booking. Locks: its rows in booked_seats and booked_areas. Returns nothing.
WITH places AS (
  UPDATE booked_areas SET active = FALSE WHERE booking_id = $1
)
UPDATE booked_seats SET active = FALSE WHERE booking_id = $1
