-- Transactions that NOTIFY commit one after the other, each waiting for the disk by itself. So only those do that find the
-- relay asleep: it holds this lock for itself as long as it waits for news, and gets it only when no transaction is under
-- way that found it awake. What such a transaction wrote is therefore read before the relay sleeps.
CREATE OR REPLACE FUNCTION "announce_outbox"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT pg_try_advisory_xact_lock_shared(hashtextextended('outbox-relay asleep', 0)) THEN
    PERFORM pg_notify('outbox', '');
  END IF;
  RETURN NULL;
END $$;
