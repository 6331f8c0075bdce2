-- Each change of a show, also of its prices and also by hand, gives it a new version: who follows a show compares versions.

ALTER TABLE "shows" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1 CHECK ("version" > 0);
-- When time alone changes something next: sales start or end, or the show begins. Null when nothing is left to come.
ALTER TABLE "shows" ADD COLUMN "next_moment_at" TIMESTAMPTZ(3);
CREATE INDEX "shows_next_moment" ON "shows" ("next_moment_at") WHERE "next_moment_at" IS NOT NULL;

CREATE FUNCTION "next_moment_of"("show" "shows", "after" TIMESTAMPTZ) RETURNS TIMESTAMPTZ LANGUAGE sql STABLE AS $$
  SELECT min(moment)
    FROM unnest(ARRAY[show.sales_start_at, coalesce(show.sales_end_at, show.starts_at), show.starts_at]) AS moment
   WHERE moment > after AND show.status NOT IN ('DRAFT', 'CANCELLED')
$$;
UPDATE "shows" SET "next_moment_at" = "next_moment_of"("shows", now());

CREATE FUNCTION "count_show_version"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := OLD.version + 1;
  IF (NEW.status, NEW.starts_at, NEW.sales_start_at, NEW.sales_end_at)
     IS DISTINCT FROM (OLD.status, OLD.starts_at, OLD.sales_start_at, OLD.sales_end_at) THEN
    NEW.next_moment_at := next_moment_of(NEW, now());
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "shows_versioned" BEFORE UPDATE ON "shows"
  FOR EACH ROW EXECUTE FUNCTION "count_show_version"();

-- A show that is written as published at once (a restored one, say).
CREATE FUNCTION "set_next_moment"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.next_moment_at := next_moment_of(NEW, now());
  RETURN NEW;
END $$;
CREATE TRIGGER "shows_next_moment_set" BEFORE INSERT ON "shows"
  FOR EACH ROW EXECUTE FUNCTION "set_next_moment"();

CREATE FUNCTION "count_price_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE shows SET updated_at = now() WHERE id = OLD.show_id;
  RETURN NULL;
END $$;
CREATE TRIGGER "price_tiers_versioned" AFTER UPDATE OR DELETE ON "price_tiers"
  FOR EACH ROW EXECUTE FUNCTION "count_price_change"();
