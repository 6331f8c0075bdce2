-- What was noted of disputes within a week and the box office was not told: each status once.
-- $1 how many at most. Locks nothing. Returns eventId, bookingId, showId and the booking's revision.
SELECT dispute.id || ' ' || dispute.status AS "eventId", booking.id AS "bookingId", booking.show_id AS "showId", booking.revision
  FROM payment_disputes dispute JOIN bookings booking ON booking.id = dispute.booking_id
 WHERE dispute.updated_at > now() - interval '7 days'
   AND NOT EXISTS (SELECT FROM notifications told
                    WHERE told.event_id = dispute.id || ' ' || dispute.status AND told.channel = 'email')
 ORDER BY dispute.updated_at LIMIT $1
