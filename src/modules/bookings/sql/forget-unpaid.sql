-- Forgets bookings that have ended without a payment, with their locks, and what the provider and mails have of them: nothing of
-- money hangs on them. One whose payment is undecided or was ever taken stays, also refunded, also one that was given up on
-- before; so does one that had tickets, whose seats are not free yet, or that somebody is still to be told of.
-- $1 days that they are kept after their end, $2 how many at most. Locks: the rows of the bookings; those that another node is
-- at are left to it. Returns count: how many were forgotten.
WITH old AS MATERIALIZED (
  SELECT b.id, b.lock_id FROM bookings AS b
   WHERE b.status IN ('CANCELLED', 'EXPIRED') AND b.updated_at < now() - $1::int * interval '1 day'
     AND NOT EXISTS (SELECT FROM payments AS p WHERE p.booking_id = b.id AND (p.status <> 'FAILED' OR EXISTS (SELECT FROM refunds AS r WHERE r.payment_id = p.id)))
     AND NOT EXISTS (SELECT FROM tickets AS t WHERE t.booking_id = b.id)
     AND NOT EXISTS (SELECT FROM seat_states AS s WHERE s.booking_id = b.id)
     AND NOT EXISTS (SELECT FROM seat_states AS s WHERE s.lock_id = b.lock_id)
     AND NOT EXISTS (SELECT FROM area_holds AS h WHERE h.lock_id = b.lock_id)
     AND NOT EXISTS (SELECT FROM notifications AS n WHERE n.booking_id = b.id AND n.status = 'QUEUED')
   ORDER BY b.updated_at LIMIT $2 FOR UPDATE OF b SKIP LOCKED
), gone_charges AS (
  DELETE FROM sandbox_charges AS c USING payments AS p, old WHERE p.booking_id = old.id AND c.payment_id = p.id
), gone_payments AS (
  DELETE FROM payments AS p USING old WHERE p.booking_id = old.id
), gone_notifications AS (
  DELETE FROM notifications AS n USING old WHERE n.booking_id = old.id
), gone_seats AS (
  DELETE FROM booked_seats AS s USING old WHERE s.booking_id = old.id
), gone_areas AS (
  DELETE FROM booked_areas AS a USING old WHERE a.booking_id = old.id
), gone_bookings AS (
  DELETE FROM bookings AS b USING old WHERE b.id = old.id
), gone_locks AS (
  DELETE FROM seat_locks AS l USING old WHERE l.id = old.lock_id
)
SELECT count(*)::int AS count FROM old
