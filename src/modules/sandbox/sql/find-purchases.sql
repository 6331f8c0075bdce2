-- What is held and sold of a show. $1 show. Locks nothing. Returns kind (lock, booking, blocked) and id: of a blocked seat the plan's own.
SELECT 'lock' AS kind, id FROM seat_locks WHERE show_id = $1 AND status = 'ACTIVE' AND booked_at IS NULL
UNION ALL SELECT 'booking', id FROM bookings WHERE show_id = $1 AND status IN ('PENDING_PAYMENT', 'CONFIRMED')
UNION ALL SELECT 'blocked', seat_id FROM seat_states WHERE show_id = $1 AND state = 'BLOCKED'
