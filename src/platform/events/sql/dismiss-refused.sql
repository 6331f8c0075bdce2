-- Gives refused events up.
-- $1 topics, $2 one event, or null. Locks: their rows in outbox_refused. Returns count: how many.
WITH chosen AS (
  UPDATE outbox_refused SET dismissed_at = now() FROM outbox
   WHERE /* include parts/is-chosen.sql */
  RETURNING outbox_id
)
SELECT count(*) FROM chosen
