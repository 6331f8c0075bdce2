-- Queues what an event tells its booking's customer; each channel once, however often the event comes.
-- $1 event, $2 kind, $3 booking, $4 show, $5 the booking's revision, $6 to $8 id, channel and recipient of each.
-- Locks: the rows that it adds. Returns nothing.
INSERT INTO notifications (id, event_id, kind, channel, booking_id, show_id, revision, recipient)
SELECT id, $1, $2, channel, $3, $4, $5, recipient FROM unnest($6::text[], $7::text[], $8::text[])
    AS new (id, channel, recipient)
ON CONFLICT (event_id, channel) DO NOTHING
