-- Bookings of which the log has refused an event.
-- $1 since when, or null: now, $2 how long before that, an interval, $3 the topic of bookings. Locks nothing.
-- Returns id, and revision: the newest that a refused event tells of.
SELECT payload->>'booking_id' AS id, max((payload->>'revision')::integer) AS revision
  FROM outbox_refused JOIN outbox ON outbox.id = outbox_id
 WHERE topic = $3 AND refused_at > coalesce($1::timestamptz, now()) - $2::interval
   AND payload->>'booking_id' IS NOT NULL AND payload->>'revision' IS NOT NULL
 GROUP BY 1
