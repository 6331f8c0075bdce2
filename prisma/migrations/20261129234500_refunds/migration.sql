-- Refunds as things of their own: of a part or of all of a payment, several of one, each with a state of its own. Until now a payment
-- had the refund of its whole amount in columns of its own ("refund_…"): they are read no more.
CREATE TYPE "refund_status" AS ENUM ('PENDING', 'SUCCEEDED', 'FAILED');

CREATE TABLE "refunds" (
  "id" TEXT PRIMARY KEY,
  "payment_id" TEXT NOT NULL REFERENCES "payments" ("id"),
  "booking_id" TEXT NOT NULL REFERENCES "bookings" ("id"),
  "amount" BIGINT NOT NULL CHECK ("amount" BETWEEN 1 AND 9007199254740991),
  "currency" CHAR(3) NOT NULL CHECK ("currency" ~ '^[A-Z]{3}$'),
  "status" "refund_status" NOT NULL DEFAULT 'PENDING',
  "reason" TEXT,
  -- Of money that paid for nothing: it came too late, or twice.
  "is_surplus" BOOLEAN NOT NULL DEFAULT FALSE,
  -- Those that it gives the money of back.
  "ticket_ids" TEXT[] NOT NULL DEFAULT '{}',
  "provider_reference" TEXT,
  -- Goes up when it is tried again after the provider has refused it for good: part of the provider's idempotency key.
  "round" INTEGER NOT NULL DEFAULT 1 CHECK ("round" >= 1),
  "attempts" INTEGER NOT NULL DEFAULT 0,
  -- When the provider is to be asked (again); moved on by a lease while one node asks.
  "due_at" TIMESTAMPTZ(3),
  -- Why it failed, or failed last.
  "failure_code" TEXT,
  -- The words of the last attempt that failed.
  "error" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  CONSTRAINT "refunds_due_at" CHECK (("status" = 'PENDING') = ("due_at" IS NOT NULL)),
  CONSTRAINT "refunds_failure" CHECK ("status" <> 'FAILED' OR "failure_code" IS NOT NULL)
);
CREATE INDEX "refunds_payment" ON "refunds" ("payment_id");
CREATE INDEX "refunds_booking" ON "refunds" ("booking_id");
CREATE INDEX "refunds_due" ON "refunds" ("due_at") WHERE "status" = 'PENDING';
CREATE INDEX "refunds_failed" ON "refunds" ("booking_id") WHERE "status" = 'FAILED';

-- What of a payment is given back or about to be, and what of that is back. By the trigger below: nobody is refunded more than was paid,
-- whoever asks at the same time.
ALTER TABLE "payments" ADD COLUMN "refunding" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "payments" ADD COLUMN "refunded" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "payments" ADD CONSTRAINT "payments_refunds" CHECK ("refunded" BETWEEN 0 AND "refunding" AND "refunding" <= "amount");

-- What becomes of the status of a booking through its refunds, beside the status itself.
ALTER TABLE "bookings" ADD COLUMN "refund_state" TEXT CHECK ("refund_state" IN ('PARTLY_REFUNDED', 'REFUND_FAILED'));
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_refund_state" CHECK (
  "refund_state" IS NULL OR ("refund_state" = 'PARTLY_REFUNDED') = ("status" = 'CONFIRMED'));

CREATE FUNCTION "count_refund"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  "refunding_before" BIGINT := 0;
  "refunded_before" BIGINT := 0;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    "refunding_before" := CASE WHEN OLD."status" = 'FAILED' THEN 0 ELSE OLD."amount" END;
    "refunded_before" := CASE WHEN OLD."status" = 'SUCCEEDED' THEN OLD."amount" ELSE 0 END;
  END IF;
  UPDATE "payments"
     SET "refunding" = "refunding" - "refunding_before" + CASE WHEN NEW."status" = 'FAILED' THEN 0 ELSE NEW."amount" END,
         "refunded" = "refunded" - "refunded_before" + CASE WHEN NEW."status" = 'SUCCEEDED' THEN NEW."amount" ELSE 0 END
   WHERE "id" = NEW."payment_id" AND "currency" = NEW."currency" AND "booking_id" = NEW."booking_id";
  IF NOT FOUND THEN
    RAISE EXCEPTION 'refund % is of no such payment', NEW."id" USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "refunds_counted" AFTER INSERT ON "refunds" FOR EACH ROW EXECUTE FUNCTION "count_refund"();
CREATE TRIGGER "refunds_counted_again" AFTER UPDATE OF "status" ON "refunds"
  FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION "count_refund"();
CREATE TRIGGER "refunds_immutable" BEFORE UPDATE ON "refunds"
  FOR EACH ROW WHEN ((OLD."payment_id", OLD."booking_id", OLD."amount", OLD."currency")
    IS DISTINCT FROM (NEW."payment_id", NEW."booking_id", NEW."amount", NEW."currency"))
  EXECUTE FUNCTION "refuse_change_of_immutable_row"();
CREATE TRIGGER "refunds_transitions" BEFORE UPDATE OF "status" ON "refunds"
  FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status")
  EXECUTE FUNCTION "refuse_illegal_transition"(
    'PENDING > SUCCEEDED', 'PENDING > FAILED', 'SUCCEEDED > FAILED', 'FAILED > PENDING', 'FAILED > SUCCEEDED');

-- A refund that was made may come back: its payment is then what it was before.
DROP TRIGGER "payments_transitions" ON "payments";
CREATE TRIGGER "payments_transitions" BEFORE UPDATE OF "status" ON "payments"
  FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status")
  EXECUTE FUNCTION "refuse_illegal_transition"(
    'PENDING > SUCCEEDED', 'PENDING > FAILED', 'SUCCEEDED > REFUNDED', 'FAILED > REFUNDED',
    'REFUNDED > SUCCEEDED', 'REFUNDED > FAILED');

-- The sandbox's own book of refunds.
CREATE TABLE "sandbox_refunds" (
  -- Our idempotency key.
  "id" TEXT PRIMARY KEY,
  "payment_id" TEXT NOT NULL REFERENCES "sandbox_charges" ("payment_id"),
  "reference" TEXT NOT NULL UNIQUE,
  "amount" BIGINT NOT NULL CHECK ("amount" > 0),
  "currency" CHAR(3) NOT NULL,
  "outcome" TEXT NOT NULL CHECK ("outcome" IN ('SUCCEEDED', 'FAILED')),
  "failure_code" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
CREATE INDEX "sandbox_refunds_payment" ON "sandbox_refunds" ("payment_id");
ALTER TABLE "sandbox_charges" ADD COLUMN "refunded" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "sandbox_charges" ADD CONSTRAINT "sandbox_charges_refunded" CHECK ("refunded" BETWEEN 0 AND "amount");
-- What becomes of refunds of the charge, by its test token; null: they succeed.
ALTER TABLE "sandbox_charges" ADD COLUMN "refund_script" TEXT;

-- What is there already. A payment that was not refunded yet has one that is due, or was given up.
INSERT INTO "refunds" ("id", "payment_id", "booking_id", "amount", "currency", "status", "is_surplus", "ticket_ids", "attempts",
                       "due_at", "failure_code", "error", "created_at", "updated_at")
SELECT 'refund_' || split_part(p."id", '_', 2), p."id", p."booking_id", p."amount", p."currency", refund."status",
       p."failure_code" IS NOT NULL OR NOT EXISTS (SELECT FROM "tickets" t WHERE t."booking_id" = p."booking_id"),
       CASE WHEN p."failure_code" IS NULL
            THEN ARRAY(SELECT t."id" FROM "tickets" t WHERE t."booking_id" = p."booking_id" ORDER BY t."id") ELSE '{}' END,
       p."refund_attempts", CASE WHEN refund."status" = 'PENDING' THEN coalesce(p."refund_due_at", p."refund_requested_at", now()) END,
       CASE WHEN refund."status" = 'FAILED' THEN 'given_up' END, p."refund_error",
       coalesce(p."refund_requested_at", p."updated_at"), p."updated_at"
  FROM "payments" p, LATERAL (SELECT CASE WHEN p."status" = 'REFUNDED' THEN 'SUCCEEDED'
                                          WHEN p."refund_failed_at" IS NOT NULL THEN 'FAILED'
                                          ELSE 'PENDING' END::"refund_status" AS "status") refund
 WHERE p."amount" > 0 AND (p."status" = 'REFUNDED' OR p."refund_requested_at" IS NOT NULL);

UPDATE "bookings" b SET "refund_state" = 'REFUND_FAILED'
 WHERE b."status" IN ('CANCELLED', 'EXPIRED')
   AND EXISTS (SELECT FROM "refunds" r WHERE r."booking_id" = b."id" AND r."status" = 'FAILED');

INSERT INTO "sandbox_refunds" ("id", "payment_id", "reference", "amount", "currency", "outcome", "created_at")
SELECT 'refund_' || split_part(c."payment_id", '_', 2), c."payment_id", 'sandbox_refund_' || split_part(c."payment_id", '_', 2), c."amount",
       c."currency", 'SUCCEEDED', c."refunded_at"
  FROM "sandbox_charges" c WHERE c."refunded_at" IS NOT NULL AND c."amount" > 0;
UPDATE "sandbox_charges" SET "refunded" = "amount" WHERE "refunded_at" IS NOT NULL;
