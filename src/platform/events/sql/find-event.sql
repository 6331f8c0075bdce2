-- $1 event. Locks nothing. Returns a row when the outbox has the event.
SELECT FROM outbox WHERE event_id = $1
