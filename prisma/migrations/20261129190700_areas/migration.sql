-- Areas: parts of a plan whose places have no numbers. They are counted: nothing here is kept for each place.

CREATE TABLE "plan_areas" (
  "plan_id" TEXT NOT NULL REFERENCES "seating_plans" ("id"),
  "id" TEXT NOT NULL,
  "ordinal" INTEGER NOT NULL CHECK ("ordinal" >= 0),
  "zone" TEXT NOT NULL,
  "name" TEXT NOT NULL CHECK ("name" <> ''),
  "category" TEXT NOT NULL,
  "capacity" INTEGER NOT NULL CHECK ("capacity" BETWEEN 1 AND 1000000),
  PRIMARY KEY ("plan_id", "id"),
  CONSTRAINT "plan_areas_ordinal_unique" UNIQUE ("plan_id", "ordinal")
);
-- A plan may have areas alone.
ALTER TABLE "seating_plans" DROP CONSTRAINT "seating_plans_seat_count_check";
ALTER TABLE "seating_plans" ADD CONSTRAINT "seating_plans_seat_count_check" CHECK ("seat_count" >= 0);
CREATE TRIGGER "plan_areas_immutable" BEFORE UPDATE ON "plan_areas"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_immutable_row"();

-- How many places of an area are held and sold in a show. Who changes a row has locked the head of the show's map (seat_maps) first.
CREATE TABLE "area_states" (
  "show_id" TEXT NOT NULL,
  "area_id" TEXT NOT NULL,
  "capacity" INTEGER NOT NULL,
  "held" INTEGER NOT NULL DEFAULT 0,
  "booked" INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY ("show_id", "area_id"),
  CONSTRAINT "area_states_counts" CHECK ("held" >= 0 AND "booked" >= 0),
  -- The last word: never more than there are.
  CONSTRAINT "area_states_capacity" CHECK ("held" + "booked" <= "capacity")
);

-- What of these counts is whose: a row for each lock and area, for as long as it is held or sold.
CREATE TABLE "area_holds" (
  "lock_id" TEXT NOT NULL REFERENCES "seat_locks" ("id"),
  "area_id" TEXT NOT NULL,
  "show_id" TEXT NOT NULL,
  "quantity" INTEGER NOT NULL CHECK ("quantity" > 0),
  "state" "held_seat_state" NOT NULL CHECK ("state" IN ('LOCKED', 'BOOKED')),
  PRIMARY KEY ("lock_id", "area_id"),
  FOREIGN KEY ("show_id", "area_id") REFERENCES "area_states" ("show_id", "area_id")
);
CREATE INDEX "area_holds_show" ON "area_holds" ("show_id", "area_id");

-- The places of a lock, as [{ areaId, ticketTypeId, quantity }]; NULL: none. A lock has seats, places, or both.
ALTER TABLE "seat_locks" ADD COLUMN "areas" JSONB;
ALTER TABLE "seat_locks" DROP CONSTRAINT "seat_locks_seat_ids_check";
ALTER TABLE "seat_locks" ADD CONSTRAINT "seat_locks_places" CHECK (cardinality("seat_ids") > 0 OR "areas" IS NOT NULL);

-- The places of a booking, a row for each area and ticket type.
CREATE TABLE "booked_areas" (
  "booking_id" TEXT NOT NULL REFERENCES "bookings" ("id"),
  "position" INTEGER NOT NULL CHECK ("position" >= 0),
  "show_id" TEXT NOT NULL REFERENCES "shows" ("id"),
  "plan_id" TEXT NOT NULL,
  "area_id" TEXT NOT NULL,
  "tier_id" TEXT NOT NULL REFERENCES "price_tiers" ("id"),
  "ticket_type_id" TEXT REFERENCES "ticket_types" ("id"),
  -- Of one place.
  "price" BIGINT NOT NULL CHECK ("price" BETWEEN 0 AND 9007199254740991),
  -- What a promo code takes off each of them.
  "discount" BIGINT NOT NULL DEFAULT 0 CHECK ("discount" BETWEEN 0 AND "price"),
  "quantity" INTEGER NOT NULL CHECK ("quantity" > 0),
  "active" BOOLEAN NOT NULL DEFAULT TRUE,
  PRIMARY KEY ("booking_id", "position"),
  FOREIGN KEY ("plan_id", "area_id") REFERENCES "plan_areas" ("plan_id", "id")
);
CREATE INDEX "booked_areas_show" ON "booked_areas" ("show_id");
CREATE INDEX "booked_areas_ticket_type" ON "booked_areas" ("ticket_type_id") WHERE "ticket_type_id" IS NOT NULL;

-- A ticket is for a seat, or for one of the places of a row in booked_areas.
ALTER TABLE "tickets" ALTER COLUMN "seat_id" DROP NOT NULL;
ALTER TABLE "tickets" ADD COLUMN "area_position" INTEGER;
-- From 1, within its row.
ALTER TABLE "tickets" ADD COLUMN "place" INTEGER;
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_admission"
  CHECK (("seat_id" IS NULL) = ("area_position" IS NOT NULL) AND ("area_position" IS NULL) = ("place" IS NULL));
ALTER TABLE "tickets" ADD FOREIGN KEY ("booking_id", "area_position") REFERENCES "booked_areas" ("booking_id", "position");
CREATE UNIQUE INDEX "tickets_place" ON "tickets" ("booking_id", "area_position", "place");
