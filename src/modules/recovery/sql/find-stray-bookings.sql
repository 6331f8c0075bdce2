-- Bookings whose seats or places are not as the booking says: locked though it is confirmed or has ended, or booked though it is not confirmed.
-- An event is usually there within a second; whoever comes first, its effect is had once: they are given a minute.
-- $1 how many at most. Locks nothing. Returns id, showId, lockId and status, in any order: those that can't be settled are not always
-- before the others.
SELECT * FROM (
  SELECT b.id, b.show_id AS "showId", b.lock_id AS "lockId", b.status
    FROM bookings b
   WHERE b.updated_at < now() - interval '1 minute' AND b.status <> 'PENDING_PAYMENT'
     AND b.lock_id IN (SELECT lock_id FROM seat_states WHERE lock_id IS NOT NULL AND state = 'LOCKED'
                       UNION ALL SELECT lock_id FROM area_holds WHERE state = 'LOCKED')
   UNION
  SELECT b.id, b.show_id, b.lock_id, b.status
    FROM seat_states s JOIN bookings b ON b.id = s.booking_id
   WHERE s.state = 'BOOKED' AND b.status <> 'CONFIRMED' AND b.updated_at < now() - interval '1 minute'
   UNION
  SELECT b.id, b.show_id, b.lock_id, b.status
    FROM area_holds h JOIN bookings b ON b.lock_id = h.lock_id
   WHERE h.state = 'BOOKED' AND b.status <> 'CONFIRMED' AND b.updated_at < now() - interval '1 minute'
) stray ORDER BY random() LIMIT $1
