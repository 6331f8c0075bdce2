-- $1 show. Locks: the rows of its bookings that are not paid, in the order of their ids. Returns id and revision of each.
SELECT id, revision FROM bookings WHERE show_id = $1 AND status = 'PENDING_PAYMENT' ORDER BY id FOR NO KEY UPDATE
