-- The highest fencing token of the show's distributed lock that has been at work: guarded writes of an earlier holder, which
-- stalled past its lease, are refused by it. Apart from seat_maps, whose rows every lock of a seat updates.
CREATE TABLE "show_fences" (
  "show_id" TEXT PRIMARY KEY REFERENCES "shows" ("id"),
  "token" BIGINT NOT NULL CHECK ("token" > 0)
);
