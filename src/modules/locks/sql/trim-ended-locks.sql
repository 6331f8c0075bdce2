-- Forgets locks of one owner that ended without a booking, but for the newest.
-- $1 owner, $2 how many are kept, $3 how many are deleted at most. Locks: the rows that it deletes. Returns nothing.
DELETE FROM seat_locks
 WHERE id = ANY (ARRAY(
   SELECT id FROM seat_locks
    WHERE owner_id = $1 AND status IN ('RELEASED', 'EXPIRED') AND booked_at IS NULL
    ORDER BY created_at DESC, id OFFSET $2 LIMIT $3))
