-- Locks nothing. Returns a row when an event waits to be published.
SELECT FROM outbox_pending LIMIT 1
