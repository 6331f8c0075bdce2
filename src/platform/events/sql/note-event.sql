-- Notes that a consumer processes an event, in the transaction that has its effect.
-- $1 consumer, $2 event. Locks: the row that it adds; whoever adds the same waits. Returns isNew: whether it was not noted before, and
-- epoch: of PostgreSQL's history, null while nothing is noted because a new one has to begin.
WITH noted AS (
  INSERT INTO processed_events (consumer, event_id)
  SELECT $1, $2 WHERE EXISTS (SELECT FROM history_witness)
  ON CONFLICT DO NOTHING RETURNING event_id
)
SELECT EXISTS (SELECT FROM noted) AS "isNew", (SELECT epoch FROM history_witness) AS epoch
