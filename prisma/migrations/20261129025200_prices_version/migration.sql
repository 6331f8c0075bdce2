-- Each change of a price gives the prices of its show a new version: what was worked out by older ones is not written down.

ALTER TABLE "shows" ADD COLUMN "prices_version" INTEGER NOT NULL DEFAULT 1 CHECK ("prices_version" > 0);

CREATE OR REPLACE FUNCTION "count_price_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE shows SET prices_version = prices_version + 1, updated_at = now() WHERE id = OLD.show_id;
  RETURN NULL;
END $$;
