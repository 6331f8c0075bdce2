-- Shows that were cancelled and of which something may be held still: a row until a worker has found nothing left.
CREATE TABLE "show_cancellations" (
  "show_id" TEXT PRIMARY KEY REFERENCES "shows" ("id"),
  -- When a worker looks whether whoever cancelled it has ended everything.
  "due_at" TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX "show_cancellations_due" ON "show_cancellations" ("due_at");

-- Nothing is held in a map that is closed: a hold that has found its show on sale waits for the map's head, and looks there once more.
ALTER TABLE "seat_maps" ADD COLUMN "closed" BOOLEAN NOT NULL DEFAULT false;
