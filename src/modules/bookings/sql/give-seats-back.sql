-- The seats of a booking that has ended are no longer its own.
-- $1 booking. Locks: its rows in booked_seats. Returns nothing.
UPDATE booked_seats SET active = FALSE WHERE booking_id = $1
