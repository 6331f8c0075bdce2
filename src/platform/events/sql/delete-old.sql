-- Deletes published events that are more than a day old; those behind events that are set aside go, however many these are. Of dismissed
-- ones caches may have something old, for a day at most. None goes between a recovery and the epoch that begins then: it may need them
-- again. Not NOT IN: that would read all of a long list for each event.
-- $1 how many at most. Locks: the rows that it deletes. Returns nothing; how many it was is what PostgreSQL says of the statement.
DELETE FROM outbox WHERE id IN (
  SELECT id FROM (
    SELECT id, created_at FROM outbox ORDER BY id LIMIT $1::bigint + (SELECT count(*) FROM outbox_refused)
  ) AS oldest
  WHERE created_at < now() - interval '24 hours'
    AND NOT EXISTS (SELECT FROM outbox_pending WHERE outbox_id = oldest.id)
    AND NOT EXISTS (SELECT FROM outbox_refused WHERE outbox_id = oldest.id
      AND (dismissed_at IS NULL OR refused_at > now() - interval '24 hours'))
    AND EXISTS (SELECT FROM history_witness)
  ORDER BY id LIMIT $1
)
