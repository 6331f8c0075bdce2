-- What a booking costs, line by line, as it was when it was made. NULL where there is a line for each seat and nothing else: no ticket
-- types, fees or taxes; also in bookings made before there were any.
ALTER TABLE "bookings" ADD COLUMN "lines" JSONB;

-- NULL: the show had no ticket types.
ALTER TABLE "booked_seats" ADD COLUMN "ticket_type_id" TEXT REFERENCES "ticket_types" ("id");
CREATE INDEX "booked_seats_ticket_type" ON "booked_seats" ("ticket_type_id") WHERE "ticket_type_id" IS NOT NULL;
