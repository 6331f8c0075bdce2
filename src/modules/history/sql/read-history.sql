-- Where PostgreSQL's history stands.
-- Locks nothing. Returns number and id of its epoch (null: the witness is empty), witnessIdentity (of the database in which the epoch
-- began), identity (of this one), and lastEventId: the highest id that the outbox has given.
SELECT w.number, w.epoch AS id, w.identity AS "witnessIdentity", history_identity() AS identity,
       (SELECT last_value FROM outbox_id_seq) AS "lastEventId"
  FROM (SELECT) AS one LEFT JOIN history_witness w ON true
