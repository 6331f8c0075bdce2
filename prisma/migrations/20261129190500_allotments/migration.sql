-- Parts of the house that are not for everyone: staff's, or whose code opens them, until they are released to all.
CREATE TYPE "allotment_access" AS ENUM ('STAFF', 'CODE');

CREATE TABLE "allotments" (
  "id" TEXT PRIMARY KEY,
  "show_id" TEXT NOT NULL REFERENCES "shows" ("id"),
  "name" TEXT NOT NULL CHECK ("name" <> ''),
  "color" TEXT NOT NULL CHECK ("color" ~ '^#[0-9a-f]{6}$'),
  "access" "allotment_access" NOT NULL,
  -- When it is released by itself; null: by hand only.
  "release_at" TIMESTAMPTZ(3),
  "released_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
CREATE INDEX "allotments_show" ON "allotments" ("show_id");
CREATE INDEX "allotments_due" ON "allotments" ("release_at") WHERE "released_at" IS NULL AND "release_at" IS NOT NULL;

-- The allotment that a seat goes back to when nobody holds it: BLOCKED then. Its seats have a row as long as they are its own, whoever
-- holds them. No foreign key: whoever writes it has locked the allotment, or had it from the row.
ALTER TABLE "seat_states" ADD COLUMN "allotment_id" TEXT;
-- Whoever asks for them need not read what is held and sold of the hall.
CREATE INDEX "seat_states_allotment" ON "seat_states" ("show_id", "allotment_id") WHERE "allotment_id" IS NOT NULL;

-- As before, but a seat of an allotment is a wall to the seats beside it, whoever holds it: it never becomes free to all by being
-- given back.
CREATE OR REPLACE FUNCTION "assert_seats_as_seen"("of_show" TEXT, "buyer" TEXT, "seats" TEXT[], "taken" TEXT[], "own" TEXT[])
RETURNS boolean LANGUAGE plpgsql VOLATILE STRICT SET search_path FROM CURRENT AS $$
DECLARE
  as_seen boolean;
BEGIN
  SELECT count(*) = cardinality(taken) + cardinality(own)
         AND coalesce(bool_and(state.seat_id = ANY (
               CASE WHEN state.state = 'LOCKED' AND hold.owner_id = buyer AND state.allotment_id IS NULL THEN own ELSE taken END)), true)
    INTO as_seen
    FROM seat_states AS state LEFT JOIN seat_locks AS hold ON hold.id = state.lock_id
   WHERE state.show_id = of_show AND state.seat_id = ANY (seats);
  IF NOT as_seen THEN
    RAISE EXCEPTION 'seats were taken or freed since the choice was judged' USING ERRCODE = 'SW001';
  END IF;
  RETURN true;
END $$;
