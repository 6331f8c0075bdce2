-- Queues that money for a change came too late and has gone back, within a week, and once for each refund. Nothing of a booking that does not
-- stand: its own mails tell of all that goes back.
-- $1 kind, $2 ids for the notifications, as many as are queued at most, $3 the address of customers who were erased.
-- Locks: the rows that it adds. Returns the id of each.
INSERT INTO notifications (id, event_id, kind, channel, booking_id, show_id, revision, recipient)
SELECT ($2::text[])[row_number() OVER ()], untold.refund_id, $1, 'email', untold.booking_id, untold.show_id, untold.revision, untold.email
  FROM (SELECT refund.id AS refund_id, booking.id AS booking_id, booking.show_id, booking.revision, booking.customer_email AS email
          FROM refunds refund JOIN payments payment ON payment.id = refund.payment_id JOIN bookings booking ON booking.id = refund.booking_id
         WHERE refund.is_surplus AND refund.status = 'SUCCEEDED' AND refund.updated_at > now() - interval '7 days'
           AND payment.change_id IS NOT NULL AND booking.status = 'CONFIRMED' AND booking.customer_email NOT IN ('', $3)
           AND NOT EXISTS (SELECT FROM notifications told WHERE told.event_id = refund.id AND told.channel = 'email')
         ORDER BY refund.updated_at LIMIT cardinality($2::text[])) untold
ON CONFLICT (event_id, channel) DO NOTHING
RETURNING id
