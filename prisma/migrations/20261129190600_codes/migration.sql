-- Promo codes of a show: what they take off tickets, for whom, and how often. They are counted where they are true: on their row, in the
-- transaction of the booking. Rates are thousandths of a percent.
CREATE TABLE "codes" (
  "id" TEXT PRIMARY KEY,
  "show_id" TEXT NOT NULL REFERENCES "shows" ("id"),
  -- As the organiser writes it, and the form in which what buyers enter is compared.
  "code" TEXT NOT NULL CHECK ("code" <> ''),
  "normalised" TEXT NOT NULL CHECK ("normalised" <> ''),
  "percent" INTEGER CHECK ("percent" BETWEEN 1 AND 100000),
  "amount" BIGINT CHECK ("amount" BETWEEN 1 AND 9007199254740991),
  "price" BIGINT CHECK ("price" BETWEEN 0 AND 9007199254740991),
  -- Empty: tickets of all of them.
  "tier_ids" TEXT[] NOT NULL DEFAULT '{}',
  "ticket_type_ids" TEXT[] NOT NULL DEFAULT '{}',
  "max_uses" INTEGER CHECK ("max_uses" > 0),
  "max_tickets" INTEGER CHECK ("max_tickets" > 0),
  "uses" INTEGER NOT NULL DEFAULT 0,
  "tickets" INTEGER NOT NULL DEFAULT 0,
  "valid_from" TIMESTAMPTZ(3),
  "valid_until" TIMESTAMPTZ(3),
  -- The part of the house that it opens, if it does.
  "allotment_id" TEXT,
  "version" INTEGER NOT NULL DEFAULT 1,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "ended_at" TIMESTAMPTZ(3),
  CONSTRAINT "codes_normalised" UNIQUE ("show_id", "normalised"),
  CONSTRAINT "codes_discount" CHECK (num_nonnulls("percent", "amount", "price") = 1
    OR (num_nonnulls("percent", "amount", "price") = 0 AND "allotment_id" IS NOT NULL)),
  CONSTRAINT "codes_uses" CHECK ("uses" BETWEEN 0 AND coalesce("max_uses", 2147483647)),
  CONSTRAINT "codes_tickets" CHECK ("tickets" BETWEEN 0 AND coalesce("max_tickets", 2147483647)),
  CONSTRAINT "codes_validity" CHECK ("valid_from" < "valid_until")
);

-- The code that a lock has, as it was when it was applied: id, code, percent, amount, price, tierIds and ticketTypeIds. NULL: none.
ALTER TABLE "seat_locks" ADD COLUMN "code" JSONB;

-- The code that a booking was made with, and how many of its tickets count for it. Both NULL: none.
ALTER TABLE "bookings" ADD COLUMN "code_id" TEXT REFERENCES "codes" ("id");
ALTER TABLE "bookings" ADD COLUMN "code_tickets" INTEGER CHECK ("code_tickets" > 0);
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_code" CHECK (("code_id" IS NULL) = ("code_tickets" IS NULL));
CREATE INDEX "bookings_code_id" ON "bookings" ("code_id") WHERE "code_id" IS NOT NULL;

-- What a code takes off the seat's price.
ALTER TABLE "booked_seats" ADD COLUMN "discount" BIGINT NOT NULL DEFAULT 0 CHECK ("discount" BETWEEN 0 AND "price");
