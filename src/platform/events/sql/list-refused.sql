-- $1 topics, $2 one event, or null. Locks nothing. Returns the refused events, the oldest first.
SELECT event_id AS "eventId", topic, key, type, octet_length(payload::text) AS bytes, reason, refused_at AS "refusedAt"
  FROM outbox_refused, outbox
 WHERE /* include parts/is-chosen.sql */
 ORDER BY outbox.id
