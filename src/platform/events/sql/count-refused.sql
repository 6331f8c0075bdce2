-- Locks nothing. Returns count: events that are set aside.
SELECT count(*) FROM outbox_refused WHERE dismissed_at IS NULL
