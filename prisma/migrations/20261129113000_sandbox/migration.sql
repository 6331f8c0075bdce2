-- What SANDBOX=true keeps; empty without it.

-- Shows that were made by sandboxCreateShow. A row stays after its show is removed: one of the same key has the same id, and its map
-- goes on from the version that open maps have.
CREATE TABLE "sandbox_shows" (
  "show_id" TEXT PRIMARY KEY,
  "map_version" INTEGER NOT NULL DEFAULT 0,
  "map_epoch" INTEGER NOT NULL DEFAULT 0
);

-- How the next payments of such a show are answered, whatever their token, in the order of the ids.
CREATE TABLE "sandbox_answers" (
  "id" BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "show_id" TEXT NOT NULL,
  "token" TEXT NOT NULL
);
CREATE INDEX "sandbox_answers_show" ON "sandbox_answers" ("show_id", "id");
