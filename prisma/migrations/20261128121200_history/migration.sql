-- PostgreSQL may forget what it acknowledged: after a failover to a standby that lagged, a restore, a crash with
-- synchronous_commit off. Versions would then be used again with another meaning. Each such break of its history begins
-- an epoch: see docs/operations.md, "Commits that were lost".
CREATE TABLE "history_epochs" (
  "number" INTEGER PRIMARY KEY CHECK ("number" > 0),
  "id" TEXT NOT NULL UNIQUE CHECK ("id" ~ '^[0-9a-z]{8}$'),
  -- Events of the outbox from this id on are of this epoch, until the next one begins.
  "first_outbox_id" BIGINT NOT NULL UNIQUE,
  "cause" TEXT NOT NULL CHECK ("cause" IN ('CREATED', 'RECOVERED', 'MOVED', 'WENT_BACK')),
  "began_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  -- Until when a node has taken on to make the caches anew; and when one has.
  "claimed_until" TIMESTAMPTZ(3),
  "settled_at" TIMESTAMPTZ(3)
);

-- Unlogged on purpose: PostgreSQL itself empties such a table whenever it recovers from a crash, becomes the primary in
-- place of another, or starts from a copy of its files; that is, whenever it may have lost commits. Its one row tells
-- that history has not been cut since the epoch began.
CREATE UNLOGGED TABLE "history_witness" (
  "epoch" TEXT PRIMARY KEY,
  "number" INTEGER NOT NULL,
  -- Of the database that it was written in: in another one it is a restored dump's.
  "identity" TEXT NOT NULL
);

CREATE FUNCTION "history_identity"() RETURNS text LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
DECLARE
  server text;
BEGIN
  BEGIN
    server := (SELECT system_identifier FROM pg_control_system()) || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8);
  EXCEPTION WHEN insufficient_privilege THEN
    -- A hosted server that does not tell: the identifiers below change with a restored dump all the same.
    server := '-';
  END;
  RETURN server || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())
    || '/' || 'history_witness'::regclass::oid;
END $$;

INSERT INTO "history_epochs" ("number", "id", "first_outbox_id", "cause", "settled_at")
  VALUES (1, substr(md5(gen_random_uuid()::text), 1, 8), 0, 'CREATED', now());
INSERT INTO "history_witness" ("epoch", "number", "identity")
  SELECT "id", "number", history_identity() FROM "history_epochs";

-- As before, and no event is written between a recovery and the epoch that a node begins then: every change of seats,
-- bookings and payments has one, so none takes a version or an id that may have been used before.
CREATE OR REPLACE FUNCTION "await_relay"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM history_witness) THEN
    RAISE EXCEPTION 'PostgreSQL has recovered from a crash or a failover; changes wait for a node to begin a new epoch'
      USING ERRCODE = 'cannot_connect_now';
  END IF;
  INSERT INTO outbox_pending SELECT id FROM written;
  IF NOT pg_try_advisory_xact_lock_shared(hashtextextended('outbox-relay asleep', 0)) THEN
    PERFORM pg_notify('outbox', '');
  END IF;
  RETURN NULL;
END $$;
