-- Writes events to the outbox.
-- $1 to $5 event_id, topic, key, type and payload of each, $6 the traceparent of all, or null. Locks: the rows that it adds; the caller has locked the row that the
-- events of a key tell of, so that they are in the outbox in the order of their commits. Returns nothing.
INSERT INTO outbox (event_id, topic, key, type, payload, traceparent)
SELECT told.*, $6::text FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::json[]) AS told
