-- What changes of a booking were to give back and could not.
-- $1 booking, whose row the caller has locked. Locks nothing. Returns amount.
SELECT coalesce(sum(amount), 0)::bigint AS amount FROM refunds WHERE booking_id = $1 AND change_id IS NOT NULL AND status = 'FAILED'
