-- $1 quote, whose booking's row the caller has locked. Locks nothing. Returns isOpen: it was not applied, its time is not over, and its new seats
-- are held for it; no row when there is none.
SELECT applied_at IS NULL AND expires_at > clock_timestamp()
       AND (lock_id IS NULL OR EXISTS (SELECT FROM seat_locks AS lock
                                        WHERE lock.id = booking_changes.lock_id AND lock.status = 'ACTIVE' AND lock.expires_at > clock_timestamp())) AS "isOpen"
  FROM booking_changes WHERE id = $1
