-- Events of bookings go to the log again, where a consumer has not had their effect in this database.
-- $1 consumers. Locks: the rows that it adds to outbox_pending. Returns nothing.
INSERT INTO outbox_pending (outbox_id)
SELECT o.id FROM outbox o
 WHERE o.topic = 'booking-events'
   AND (SELECT count(*) FROM processed_events p WHERE p.consumer = ANY ($1) AND p.event_id = o.event_id)
       < cardinality($1::text[])
ON CONFLICT DO NOTHING
