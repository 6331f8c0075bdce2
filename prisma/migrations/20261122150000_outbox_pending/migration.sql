-- What waits for the relay is a list of its own. A published event is deleted from it, which touches no index; marking the
-- event itself wrote the row and its four index entries anew: 12 to 18 ms for 500 events, now half a millisecond.
-- Whoever sells waits behind this: not for long, should a report be reading the events. The node's next start tries again.
SET LOCAL lock_timeout = '5s';
LOCK TABLE "outbox" IN ACCESS EXCLUSIVE MODE;

-- Without a foreign key: it would cost an event's insert as much again. The triggers below keep both together.
CREATE TABLE "outbox_pending" (
  "outbox_id" BIGINT PRIMARY KEY
);
INSERT INTO "outbox_pending" SELECT "id" FROM "outbox" WHERE "published_at" IS NULL;

DROP TRIGGER "outbox_announced" ON "outbox";
DROP FUNCTION "announce_outbox"();
-- Transactions that NOTIFY commit one after the other, each waiting for the disk by itself. So only those do that find the
-- relay asleep: it holds this lock for itself as long as it waits for news, and gets it only when no transaction is under
-- way that found it awake. What such a transaction wrote is therefore read before the relay sleeps.
CREATE FUNCTION "await_relay"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO outbox_pending SELECT id FROM written;
  IF NOT pg_try_advisory_xact_lock_shared(hashtextextended('outbox-relay asleep', 0)) THEN
    PERFORM pg_notify('outbox', '');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "outbox_written" AFTER INSERT ON "outbox" REFERENCING NEW TABLE AS "written"
  FOR EACH STATEMENT EXECUTE FUNCTION "await_relay"();

CREATE FUNCTION "forget_deleted_events"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  DELETE FROM outbox_pending USING gone WHERE outbox_id = gone.id;
  RETURN NULL;
END $$;
CREATE TRIGGER "outbox_deleted" AFTER DELETE ON "outbox" REFERENCING OLD TABLE AS "gone"
  FOR EACH STATEMENT EXECUTE FUNCTION "forget_deleted_events"();

CREATE FUNCTION "forget_all_events"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  -- Not DELETE: that sees no more than the transaction does, TRUNCATE takes all.
  TRUNCATE outbox_pending;
  RETURN NULL;
END $$;
CREATE TRIGGER "outbox_truncated" AFTER TRUNCATE ON "outbox"
  FOR EACH STATEMENT EXECUTE FUNCTION "forget_all_events"();

DROP INDEX "outbox_unpublished";
DROP INDEX "outbox_published_at";
ALTER TABLE "outbox" DROP COLUMN "published_at";
