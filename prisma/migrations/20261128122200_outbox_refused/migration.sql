-- Events that the log refuses for good: they must not hold up those behind them.
CREATE TABLE "outbox_refused" (
  "outbox_id" BIGINT PRIMARY KEY,
  "reason" TEXT NOT NULL,
  "refused_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);

-- Without a foreign key, as "outbox_pending": the triggers keep them together, and the outbox can be truncated.
CREATE OR REPLACE FUNCTION "forget_deleted_events"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  DELETE FROM outbox_pending USING gone WHERE outbox_id = gone.id;
  DELETE FROM outbox_refused USING gone WHERE outbox_id = gone.id;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "forget_all_events"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  -- Not DELETE: that sees no more than the transaction does, TRUNCATE takes all.
  TRUNCATE outbox_pending, outbox_refused;
  RETURN NULL;
END $$;
