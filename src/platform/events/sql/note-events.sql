-- Notes that a consumer processes events, in the transaction that has their effects: in the order of their ids, so that two that note
-- the same ones do not wait for each other.
-- $1 consumer, $2 events, each once. Locks: the rows that it adds; whoever adds the same waits. Returns isNew: those that were not
-- noted before, and epoch: of PostgreSQL's history, null while nothing is noted because a new one has to begin.
WITH noted AS (
  INSERT INTO processed_events (consumer, event_id)
  SELECT $1, id FROM unnest($2::text[]) AS event (id) WHERE EXISTS (SELECT FROM history_witness) ORDER BY id
  ON CONFLICT DO NOTHING RETURNING event_id
)
SELECT ARRAY(SELECT event_id FROM noted) AS "isNew", (SELECT epoch FROM history_witness) AS epoch
