-- Changes of bookings that cost more than the booking did: what they cost more is paid for, each by a payment of its own.

-- What is to be paid when the quote is applied. Minor units.
ALTER TABLE "booking_changes" ADD COLUMN "charge" BIGINT NOT NULL DEFAULT 0 CHECK ("charge" BETWEEN 0 AND 9007199254740991);
ALTER TABLE "booking_changes" ADD CONSTRAINT "booking_changes_one_way" CHECK ("charge" = 0 OR "refund" = 0);

-- The quote that it pays for; null: it pays for the booking. No foreign key: a quote that is not applied is forgotten by itself.
ALTER TABLE "payments" ADD COLUMN "change_id" TEXT;
-- At any time one payment of a booking is undecided; the booking is paid once, and so is each of its changes.
DROP INDEX "payments_one_per_booking";
CREATE UNIQUE INDEX "payments_one_undecided" ON "payments" ("booking_id") WHERE "status" = 'PENDING';
CREATE UNIQUE INDEX "payments_one_per_booking" ON "payments" ("booking_id") WHERE "status" IN ('PENDING', 'SUCCEEDED') AND "change_id" IS NULL;
CREATE UNIQUE INDEX "payments_one_per_change" ON "payments" ("change_id") WHERE "status" IN ('PENDING', 'SUCCEEDED') AND "change_id" IS NOT NULL;

-- In the ledger the money is a transaction of its own, against what is to go back: out of that the change's EXCHANGE is paid.
ALTER TYPE "ledger_kind" ADD VALUE 'CHARGE';

CREATE FUNCTION "post_charge"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  "posted" BIGINT;
  "came" BIGINT;
  "came_by" "ledger_method";
BEGIN
  INSERT INTO "ledger_transactions" ("kind", "method", "show_id", "booking_id", "payment_id", "currency", "posted_at")
  SELECT 'CHARGE', method_of("p"."provider"), NEW."show_id", NEW."booking_id", "p"."id", "p"."currency", clock_timestamp()
    FROM "payments" "p"
   WHERE "p"."booking_id" = NEW."booking_id" AND "p"."change_id" = NEW."id" AND "p"."status" IN ('SUCCEEDED', 'REFUNDED')
     AND NOT EXISTS (SELECT FROM "refunds" WHERE "payment_id" = "p"."id" AND "is_surplus")
  RETURNING "id", "method", (SELECT "amount" FROM "payments" WHERE "id" = "payment_id") INTO STRICT "posted", "came_by", "came";
  INSERT INTO "ledger_entries" ("transaction_id", "position", "account", "amount")
  VALUES ("posted", 0, money_account("came_by"), "came"), ("posted", 1, 'SURPLUS', -"came");
  RETURN NULL;
END $$;
-- At the commit: by then the payment is there. One that is not there undoes the change.
CREATE CONSTRAINT TRIGGER "booking_changes_charged" AFTER UPDATE OF "applied_at" ON "booking_changes" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD."applied_at" IS NULL AND NEW."applied_at" IS NOT NULL AND NEW."charge" > 0) EXECUTE FUNCTION "post_charge"();

-- As fees_left(TEXT, TEXT), of all payments of a booking together.
CREATE FUNCTION "fees_left"("of_booking" TEXT) RETURNS BIGINT LANGUAGE sql STABLE AS $$
  SELECT coalesce("fees" - CASE WHEN "kept" = 0 THEN 0 ELSE div("fees" * "asked", "kept") END, 0)::bigint
    FROM (SELECT -coalesce(sum("amount") FILTER (WHERE "description" IS NOT NULL), 0) AS "fees", -coalesce(sum("amount"), 0) AS "kept"
            FROM "ledger_transactions" "t" JOIN "ledger_entries" "e" ON "e"."transaction_id" = "t"."id"
           WHERE "t"."booking_id" = "of_booking" AND "e"."tax_rate" IS NOT NULL) "sold",
         (SELECT coalesce(sum("amount"), 0) AS "asked"
            FROM "refunds" WHERE "booking_id" = "of_booking" AND NOT "is_surplus" AND "status" = 'PENDING' AND NOT "keeps_fees" AND "change_id" IS NULL) "pending"
$$;
