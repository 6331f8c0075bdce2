-- Waiting rooms: who may buy in the first minutes of a sale, and in which order (docs/decisions/0022-waiting-room.md).

CREATE TYPE "waiting_status" AS ENUM ('WAITING', 'ADMITTED', 'ENDED');
CREATE TYPE "waiting_end" AS ENUM ('PAID', 'LEFT', 'IDLE');

-- A row for each show that ever had one. Whoever changes it, or its entries, has locked it first.
CREATE TABLE "waiting_rooms" (
  "show_id" TEXT PRIMARY KEY REFERENCES "shows" ("id"),
  "enabled" BOOLEAN NOT NULL,
  -- From then on it can be joined, and nothing of the show is held without an admission.
  "opens_at" TIMESTAMPTZ(3) NOT NULL,
  "max_active" INTEGER NOT NULL CHECK ("max_active" > 0),
  "per_minute" INTEGER NOT NULL CHECK ("per_minute" > 0),
  "idle_seconds" INTEGER NOT NULL CHECK ("idle_seconds" > 0),
  -- 64 hexadecimal digits; the hash is of these as text.
  "seed" TEXT NOT NULL CHECK ("seed" ~ '^[0-9a-f]{64}$'),
  "seed_hash" TEXT NOT NULL CHECK ("seed_hash" ~ '^[0-9a-f]{64}$'),
  "drawn_at" TIMESTAMPTZ(3),
  -- How many were drawn: their places are 1 to this.
  "drawn" INTEGER NOT NULL DEFAULT 0,
  -- The last place that was given, and the last whose turn has come.
  "last_place" INTEGER NOT NULL DEFAULT 0,
  "called_place" INTEGER NOT NULL DEFAULT 0,
  "waiting" INTEGER NOT NULL DEFAULT 0 CHECK ("waiting" >= 0),
  "active" INTEGER NOT NULL DEFAULT 0 CHECK ("active" >= 0),
  -- In all.
  "admitted" BIGINT NOT NULL DEFAULT 0,
  -- Up to when the pace of admissions has been used.
  "paced_at" TIMESTAMPTZ(3),
  -- Admissions a minute, of late.
  "rate" DOUBLE PRECISION NOT NULL DEFAULT 0,
  -- Goes up with each change that the lock store and the nodes are told of: admissions, and their ends.
  "revision" BIGINT NOT NULL DEFAULT 0,
  "ticked_at" TIMESTAMPTZ(3),
  -- Null: nothing is to be done.
  "next_tick_at" TIMESTAMPTZ(3)
);
CREATE INDEX "waiting_rooms_due" ON "waiting_rooms" ("next_tick_at") WHERE "next_tick_at" IS NOT NULL;

-- No foreign key: whoever adds one has locked the room, and a hundred thousand of them come in a minute.
CREATE TABLE "waiting_entries" (
  "id" TEXT PRIMARY KEY,
  "show_id" TEXT NOT NULL,
  "owner_id" TEXT NOT NULL,
  "status" "waiting_status" NOT NULL DEFAULT 'WAITING',
  -- From 1. Null until the draw.
  "place" INTEGER,
  "joined_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "admitted_at" TIMESTAMPTZ(3),
  -- Set by the booking's own transaction: the next tick ends it.
  "paid_at" TIMESTAMPTZ(3),
  "ended_at" TIMESTAMPTZ(3),
  "end_reason" "waiting_end",
  -- The room's revision that admitted or ended it last; null while it waits.
  "revision" BIGINT,
  CHECK (("status" = 'ENDED') = ("ended_at" IS NOT NULL AND "end_reason" IS NOT NULL)),
  CHECK ("status" <> 'ADMITTED' OR ("place" IS NOT NULL AND "admitted_at" IS NOT NULL))
);
CREATE UNIQUE INDEX "waiting_entries_owner" ON "waiting_entries" ("show_id", "owner_id") WHERE "status" <> 'ENDED';
CREATE UNIQUE INDEX "waiting_entries_place" ON "waiting_entries" ("show_id", "place");
CREATE INDEX "waiting_entries_next" ON "waiting_entries" ("show_id", "place") WHERE "status" = 'WAITING';
CREATE INDEX "waiting_entries_admitted" ON "waiting_entries" ("show_id", "owner_id") WHERE "status" = 'ADMITTED';
CREATE INDEX "waiting_entries_paid" ON "waiting_entries" ("show_id") WHERE "status" = 'ADMITTED' AND "paid_at" IS NOT NULL;
CREATE INDEX "waiting_entries_changed" ON "waiting_entries" ("show_id", "revision") WHERE "revision" IS NOT NULL;

-- Raises 55W02 unless each of the buyers is admitted to the show. To be called of a show whose waiting room has begun.
CREATE FUNCTION "assert_admitted"("of_show" TEXT, "buyers" TEXT[])
RETURNS boolean LANGUAGE plpgsql STABLE STRICT SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (
    SELECT FROM unnest(buyers) AS buyer
     WHERE NOT EXISTS (SELECT FROM waiting_entries WHERE show_id = of_show AND owner_id = buyer AND status = 'ADMITTED')
  ) THEN
    RAISE EXCEPTION 'not admitted by the waiting room' USING ERRCODE = '55W02';
  END IF;
  RETURN true;
END $$;

-- An admission is for one purchase. It takes no lock of the room: the next tick ends what is marked.
CREATE FUNCTION "note_paid_admission"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "waiting_entries" SET "paid_at" = now()
   WHERE "show_id" = NEW."show_id" AND "owner_id" = NEW."owner_id" AND "status" = 'ADMITTED' AND "paid_at" IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER "bookings_end_admission" AFTER INSERT OR UPDATE OF "status" ON "bookings"
  FOR EACH ROW WHEN (NEW."status" = 'CONFIRMED') EXECUTE FUNCTION "note_paid_admission"();
