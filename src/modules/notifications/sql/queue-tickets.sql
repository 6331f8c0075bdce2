-- Queues the mail with a booking's tickets once more, to the address that its customer has now.
-- $1 the new notification, $2 booking. Locks: the row that it adds. Returns id; nothing when such a mail is waiting to be sent already, or
-- when the notification is there.
INSERT INTO notifications (id, event_id, kind, channel, booking_id, show_id, revision, recipient)
SELECT $1, $1, 'ticket', 'email', b.id, b.show_id, b.revision, b.customer_email
  FROM bookings b
 WHERE b.id = $2
   AND NOT EXISTS (SELECT FROM notifications n
                    WHERE n.booking_id = b.id AND n.kind = 'ticket' AND n.channel = 'email' AND n.status = 'QUEUED')
ON CONFLICT DO NOTHING
RETURNING id
