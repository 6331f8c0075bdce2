-- What a show sells a seat as (ticket types), what is charged beside (fees), and the tax that is in both.
-- Rates are thousandths of a percent: 19 % is 19000.

CREATE TABLE "ticket_types" (
  "id" TEXT PRIMARY KEY,
  "show_id" TEXT NOT NULL REFERENCES "shows" ("id"),
  "name" TEXT NOT NULL CHECK ("name" <> ''),
  "note" TEXT CHECK ("note" <> ''),
  "position" INTEGER NOT NULL CHECK ("position" >= 0)
);
CREATE INDEX "ticket_types_show" ON "ticket_types" ("show_id");

-- Of types after the first, whose price is the tier's own. Without a row, seats of the tier are not sold as that type.
CREATE TABLE "ticket_prices" (
  "tier_id" TEXT NOT NULL REFERENCES "price_tiers" ("id") ON DELETE CASCADE,
  "ticket_type_id" TEXT NOT NULL REFERENCES "ticket_types" ("id") ON DELETE CASCADE,
  "price" BIGINT NOT NULL CHECK ("price" BETWEEN 0 AND 9007199254740991),
  PRIMARY KEY ("tier_id", "ticket_type_id")
);
CREATE INDEX "ticket_prices_type" ON "ticket_prices" ("ticket_type_id");

CREATE TYPE "fee_basis" AS ENUM ('PER_TICKET', 'PER_BOOKING');

CREATE TABLE "fees" (
  "id" TEXT PRIMARY KEY,
  "show_id" TEXT NOT NULL REFERENCES "shows" ("id"),
  "name" TEXT NOT NULL CHECK ("name" <> ''),
  "basis" "fee_basis" NOT NULL,
  "amount" BIGINT CHECK ("amount" BETWEEN 1 AND 9007199254740991),
  "percent" INTEGER CHECK ("percent" BETWEEN 1 AND 100000),
  "tax_rate" INTEGER NOT NULL DEFAULT 0 CHECK ("tax_rate" BETWEEN 0 AND 100000),
  "position" INTEGER NOT NULL CHECK ("position" >= 0),
  CONSTRAINT "fees_charge" CHECK (("amount" IS NULL) <> ("percent" IS NULL))
);
CREATE INDEX "fees_show" ON "fees" ("show_id");

ALTER TABLE "price_tiers" ADD COLUMN "tax_rate" INTEGER NOT NULL DEFAULT 0 CHECK ("tax_rate" BETWEEN 0 AND 100000);

-- All of these are prices of their show: a change gives them a new version, as one of a tier's does.
CREATE FUNCTION "count_price_changes"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE shows SET prices_version = prices_version + 1, updated_at = now()
   WHERE id = ANY (ARRAY(SELECT DISTINCT show_id FROM changed));
  RETURN NULL;
END $$;
CREATE FUNCTION "count_ticket_price_changes"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE shows SET prices_version = prices_version + 1, updated_at = now()
   WHERE id = ANY (ARRAY(SELECT DISTINCT tier.show_id FROM changed JOIN price_tiers AS tier ON tier.id = changed.tier_id));
  RETURN NULL;
END $$;
CREATE TRIGGER "ticket_types_added" AFTER INSERT ON "ticket_types" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "count_price_changes"();
CREATE TRIGGER "ticket_types_changed" AFTER UPDATE ON "ticket_types" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "count_price_changes"();
CREATE TRIGGER "ticket_types_removed" AFTER DELETE ON "ticket_types" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "count_price_changes"();
CREATE TRIGGER "fees_added" AFTER INSERT ON "fees" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "count_price_changes"();
CREATE TRIGGER "fees_changed" AFTER UPDATE ON "fees" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "count_price_changes"();
CREATE TRIGGER "fees_removed" AFTER DELETE ON "fees" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "count_price_changes"();
CREATE TRIGGER "ticket_prices_added" AFTER INSERT ON "ticket_prices" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "count_ticket_price_changes"();
CREATE TRIGGER "ticket_prices_changed" AFTER UPDATE ON "ticket_prices" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "count_ticket_price_changes"();
CREATE TRIGGER "ticket_prices_removed" AFTER DELETE ON "ticket_prices" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "count_ticket_price_changes"();
