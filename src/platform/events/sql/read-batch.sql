-- The oldest events that wait to be published, in the order in which they were committed per key.
-- $1 how many at most, $2 ids that are left out: they are about to be. Locks nothing. Returns the rows of the outbox, with epoch: of
-- PostgreSQL's history, in which each was written.
SELECT id, event_id, topic, key, type, payload::text AS payload, created_at, traceparent,
       (SELECT e.id FROM history_epochs e WHERE e.first_outbox_id <= outbox.id
         ORDER BY e.first_outbox_id DESC LIMIT 1) AS epoch
  FROM outbox
 WHERE id = ANY (ARRAY(
   SELECT outbox_id FROM outbox_pending WHERE outbox_id <> ALL ($2::bigint[]) ORDER BY outbox_id LIMIT $1
 ))
 ORDER BY id
