-- What is held, set aside and sold of a show. $1 show. Locks nothing.
-- Returns kind (allotment, lock, booking, blocked) and id: of a blocked seat the plan's own.
SELECT 'allotment' AS kind, id FROM allotments WHERE show_id = $1 AND released_at IS NULL
UNION ALL SELECT 'lock', id FROM seat_locks WHERE show_id = $1 AND status = 'ACTIVE' AND booked_at IS NULL
UNION ALL SELECT 'booking', id FROM bookings WHERE show_id = $1 AND status IN ('PENDING_PAYMENT', 'CONFIRMED')
UNION ALL SELECT 'blocked', seat_id FROM seat_states WHERE show_id = $1 AND state = 'BLOCKED' AND allotment_id IS NULL
