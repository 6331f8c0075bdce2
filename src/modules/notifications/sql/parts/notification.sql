-- Reads notifications.
SELECT n.id, n.kind, n.channel, n.status, n.booking_id AS "bookingId", n.show_id AS "showId", n.recipient, n.attempts,
       n.last_error AS "lastError", n.queued_at AS "queuedAt",
       CASE WHEN n.status = 'QUEUED' THEN n.next_attempt_at END AS "nextAttemptAt",
       n.sent_at AS "sentAt", n.given_up_at AS "givenUpAt"
  FROM notifications n
