-- The draw of a waiting room is held in steps, each of which keeps those who join waiting for a moment only, however many are drawn.

-- What an entry is drawn by: HMAC-SHA256(seed, id), worked out as it joins. None of those who join once the draw has begun.
ALTER TABLE "waiting_entries" ADD COLUMN "lot" BYTEA;

-- Entries that are in no draw yet. sha256(outer || sha256(inner || id)), see src/modules/waiting-room/draw.ts.
CREATE FUNCTION "pg_temp"."padded"("seed" TEXT, "pad" INTEGER) RETURNS BYTEA LANGUAGE plpgsql AS $$
DECLARE
  "key" BYTEA := convert_to("seed", 'UTF8');
BEGIN
  FOR "at" IN 0 .. length("key") - 1 LOOP
    "key" := set_byte("key", "at", get_byte("key", "at") # "pad");
  END LOOP;
  RETURN "key";
END $$;
UPDATE "waiting_entries" AS "entry"
   SET "lot" = sha256("room"."outer" || sha256("room"."inner" || convert_to("entry"."id", 'UTF8')))
  FROM (SELECT "show_id", "pg_temp"."padded"("seed", 54) AS "inner", "pg_temp"."padded"("seed", 92) AS "outer" FROM "waiting_rooms") AS "room"
 WHERE "entry"."show_id" = "room"."show_id" AND "entry"."place" IS NULL;
DROP FUNCTION "pg_temp"."padded"(TEXT, INTEGER);

ALTER TABLE "waiting_entries" ADD CONSTRAINT "waiting_entries_in_order" CHECK ("place" IS NOT NULL OR "lot" IS NOT NULL);
CREATE INDEX "waiting_entries_lots" ON "waiting_entries" ("show_id", "lot", "id") WHERE "place" IS NULL;

ALTER TABLE "waiting_rooms"
  -- The revision at which the draw began: who waited then is drawn. Null: it has not begun.
  ADD COLUMN "drawing_revision" BIGINT,
  -- To how many of those who are drawn their places are given; nobody is told of one before all have theirs ("drawn_at").
  ADD COLUMN "placed" INTEGER NOT NULL DEFAULT 0;
UPDATE "waiting_rooms" SET "drawing_revision" = 0, "placed" = "drawn" WHERE "drawn_at" IS NOT NULL;
