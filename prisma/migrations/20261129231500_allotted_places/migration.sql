-- Places of areas that are an allotment's. Counted as all places are: nothing here is kept for each of them.

-- How many places of an area are set aside and free: for those who may have them, and not available.
ALTER TABLE "area_states" ADD COLUMN "allotted" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "area_states" DROP CONSTRAINT "area_states_counts";
ALTER TABLE "area_states" ADD CONSTRAINT "area_states_counts" CHECK ("held" >= 0 AND "booked" >= 0 AND "allotted" >= 0);
ALTER TABLE "area_states" DROP CONSTRAINT "area_states_capacity";
ALTER TABLE "area_states" ADD CONSTRAINT "area_states_capacity" CHECK ("held" + "booked" + "allotted" <= "capacity");

-- How many places of an area are an allotment's, and how many of these are held or sold: quantity - taken of them are free, or none. Gone
-- once it is released. Who changes a row has locked the head of the show's map first.
CREATE TABLE "area_allotments" (
  "allotment_id" TEXT NOT NULL REFERENCES "allotments" ("id"),
  "area_id" TEXT NOT NULL,
  "show_id" TEXT NOT NULL,
  "quantity" INTEGER NOT NULL CHECK ("quantity" >= 0),
  -- More than quantity where that was made less meanwhile: what comes back is for everyone then.
  "taken" INTEGER NOT NULL DEFAULT 0 CHECK ("taken" >= 0),
  PRIMARY KEY ("allotment_id", "area_id"),
  FOREIGN KEY ("show_id", "area_id") REFERENCES "area_states" ("show_id", "area_id")
);
CREATE INDEX "area_allotments_show" ON "area_allotments" ("show_id", "area_id");

-- How many places of a hold return to which allotment when they are given back. That may have been released since.
CREATE TABLE "allotted_holds" (
  "lock_id" TEXT NOT NULL,
  "area_id" TEXT NOT NULL,
  "allotment_id" TEXT NOT NULL,
  "quantity" INTEGER NOT NULL CHECK ("quantity" > 0),
  PRIMARY KEY ("lock_id", "area_id", "allotment_id"),
  -- A node of an earlier release can't give such a hold's places back: another one does.
  FOREIGN KEY ("lock_id", "area_id") REFERENCES "area_holds" ("lock_id", "area_id")
);
