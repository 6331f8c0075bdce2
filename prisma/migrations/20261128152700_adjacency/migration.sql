-- Which seats are side by side: the segment of its row that a seat is in, and its place in it from the left. Computed at import; NULL
-- in plans that were imported before, until a node has started and computed it from their document.
ALTER TABLE "plan_seats"
  ADD COLUMN "segment" INTEGER CHECK ("segment" >= 0),
  ADD COLUMN "place" INTEGER CHECK ("place" >= 0),
  ADD COLUMN "companion" BOOLEAN NOT NULL DEFAULT false,
  ADD CONSTRAINT "plan_seats_placed" CHECK (("segment" IS NULL) = ("place" IS NULL));
CREATE UNIQUE INDEX "plan_seats_segment" ON "plan_seats" ("plan_id", "segment", "place");

-- A seat never changes, but that it is given its place.
DROP TRIGGER "plan_seats_immutable" ON "plan_seats";
CREATE TRIGGER "plan_seats_immutable" BEFORE UPDATE ON "plan_seats"
  FOR EACH ROW WHEN (OLD."segment" IS NOT NULL) EXECUTE FUNCTION "refuse_change_of_immutable_row"();
