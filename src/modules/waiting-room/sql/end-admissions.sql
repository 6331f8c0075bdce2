-- Ends admissions to a room, which the caller has locked: those that a payment has used, and of the idle ones those whose callers hold
-- nothing and have nothing to pay.
-- $1 show, $2 the revision that ends them, $3 idle callers. Locks: the rows of the entries. Returns ownerId and endReason of each.
UPDATE waiting_entries AS entry
   SET status = 'ENDED', ended_at = clock_timestamp(), revision = $2,
       end_reason = CASE WHEN entry.paid_at IS NULL THEN 'IDLE' ELSE 'PAID' END::waiting_end
 WHERE entry.status = 'ADMITTED' AND entry.id IN (
   SELECT id FROM waiting_entries WHERE show_id = $1 AND status = 'ADMITTED' AND paid_at IS NOT NULL
   UNION ALL
   SELECT idle.id FROM waiting_entries AS idle
    WHERE idle.show_id = $1 AND idle.status = 'ADMITTED' AND idle.owner_id = ANY ($3::text[])
      AND NOT EXISTS (SELECT FROM seat_locks AS hold
                       WHERE hold.owner_id = idle.owner_id AND hold.created_at > now() - interval '1 day'
                         AND hold.show_id = $1 AND hold.status = 'ACTIVE')
      AND NOT EXISTS (SELECT FROM bookings AS booking
                       WHERE booking.owner_id = idle.owner_id AND booking.created_at > now() - interval '1 day'
                         AND booking.show_id = $1 AND booking.status = 'PENDING_PAYMENT'))
RETURNING entry.owner_id AS "ownerId", entry.end_reason AS "endReason"
