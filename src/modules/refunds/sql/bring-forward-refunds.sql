-- Brings forward when the refunds of a show are asked for.
-- $1 show, $2 by how many milliseconds. Locks: the rows of the refunds. Returns nothing.
UPDATE refunds SET due_at = due_at - $2::float8 * interval '1 millisecond'
 WHERE status = 'PENDING' AND booking_id IN (SELECT id FROM bookings WHERE show_id = $1)
