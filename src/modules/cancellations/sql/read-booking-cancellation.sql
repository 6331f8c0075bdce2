-- $1 show. Locks nothing. Returns refund; no row where nothing was chosen for its bookings.
SELECT refund FROM booking_cancellations WHERE show_id = $1
