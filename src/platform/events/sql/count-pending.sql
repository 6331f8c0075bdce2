-- Locks nothing. Returns count: events that wait to be published.
SELECT count(*) FROM outbox_pending
