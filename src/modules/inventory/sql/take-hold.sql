-- Takes a hold that runs for a booking that is there already: it neither expires nor is released from now on.
-- $1 show, $2 hold, $3 its seats: with others, or with places of areas, nothing is written. Locks: the hold in seat_locks. Returns id; no
-- row when it does not run (any more), or is booked.
UPDATE seat_locks SET status = 'CONFIRMED', booked_at = now()
 WHERE id = $2 AND show_id = $1 AND status = 'ACTIVE' AND booked_at IS NULL AND expires_at > now() AND seat_ids = $3 AND areas IS NULL
RETURNING id
