-- When a show was published first; null: it never was, and is for its organiser's eyes only, also once it is cancelled.
ALTER TABLE "shows" ADD COLUMN "published_at" TIMESTAMPTZ(3);

-- Nothing that followers of the shows could see: their versions stay. Of shows that are cancelled it is not known any more
-- whether they ever were published: those stay visible.
ALTER TABLE "shows" DISABLE TRIGGER "shows_versioned";
UPDATE "shows" SET "published_at" = "created_at" WHERE "status" <> 'DRAFT';
ALTER TABLE "shows" ENABLE TRIGGER "shows_versioned";

-- Whoever writes: also nodes of the release before, and a show that is written as published at once.
CREATE FUNCTION "note_publication"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status NOT IN ('DRAFT', 'CANCELLED') THEN
    NEW.published_at := coalesce(NEW.published_at, now());
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "shows_publication_noted" BEFORE INSERT OR UPDATE OF "status" ON "shows"
  FOR EACH ROW EXECUTE FUNCTION "note_publication"();
