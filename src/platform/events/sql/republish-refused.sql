-- Lets the relay publish refused events again.
-- $1 topics, $2 one event, or null. Locks: their rows in outbox_refused, which it deletes. Returns count: how many.
WITH chosen AS (
  DELETE FROM outbox_refused USING outbox
   WHERE /* include parts/is-chosen.sql */
  RETURNING outbox_id
), again AS (
  INSERT INTO outbox_pending SELECT outbox_id FROM chosen ON CONFLICT DO NOTHING
)
SELECT count(*) FROM chosen
