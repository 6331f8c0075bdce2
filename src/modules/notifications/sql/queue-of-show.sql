-- Queues a mail for each of a show's bookings, once for what it is about.
-- $1 show, $2 kind, $3 what it is about, $4 to $7 id, booking, the booking's revision and recipient of each. Locks: the rows that it adds.
-- Returns nothing.
INSERT INTO notifications (id, event_id, kind, channel, booking_id, show_id, revision, recipient)
SELECT id, $3 || ' ' || booking_id, $2, 'email', booking_id, $1, revision, recipient
  FROM unnest($4::text[], $5::text[], $6::int[], $7::text[]) AS new (id, booking_id, revision, recipient)
ON CONFLICT (event_id, channel) DO NOTHING
