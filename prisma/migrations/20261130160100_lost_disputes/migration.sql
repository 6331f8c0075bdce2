-- Lost disputes: the bank has given the money to the buyer, without a refund. What of a payment went that way is counted in it, can not be
-- refunded, and is posted to the ledger.
ALTER TABLE "payments" ADD COLUMN "lost" BIGINT NOT NULL DEFAULT 0 CHECK ("lost" BETWEEN 0 AND 9007199254740991);

-- The provider says how much the bank took: that may be more than is left after refunds, and is no less gone then.
CREATE FUNCTION "lost_of"("of_payment" TEXT) RETURNS BIGINT LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum("d"."amount"), 0)::bigint
    FROM "payments" "p" JOIN "payment_disputes" "d" ON "d"."payment_id" = "p"."id" AND "d"."currency" = "p"."currency"
   WHERE "p"."id" = "of_payment" AND "d"."status" = 'LOST'
$$;

-- Posts what the ledger does not have yet of what a payment lost. Of a payment that was not taken, as far as is known here, nothing: the
-- provider may tell of its dispute first. One that was given up and then taken after all has a refund.
CREATE FUNCTION "post_lost"("of_payment" TEXT, "at" TIMESTAMPTZ) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  "payment" "payments";
  "moved" BIGINT;
  "posted" BIGINT;
  "came_by" "ledger_method";
BEGIN
  SELECT * INTO STRICT "payment" FROM "payments" WHERE "id" = "of_payment";
  IF "payment"."status" NOT IN ('SUCCEEDED', 'REFUNDED') AND NOT EXISTS (SELECT FROM "refunds" WHERE "payment_id" = "of_payment") THEN
    RETURN;
  END IF;
  SELECT "payment"."lost" - coalesce(sum("e"."amount"), 0) INTO "moved"
    FROM "ledger_transactions" "t" JOIN "ledger_entries" "e" ON "e"."transaction_id" = "t"."id"
   WHERE "t"."booking_id" = "payment"."booking_id" AND "t"."payment_id" = "of_payment" AND "e"."account" = 'LOST_DISPUTES';
  IF "moved" = 0 THEN RETURN; END IF;
  INSERT INTO "ledger_transactions" ("kind", "method", "show_id", "booking_id", "payment_id", "currency", "posted_at")
  SELECT CASE WHEN "moved" > 0 THEN 'LOST_DISPUTE' ELSE 'LOST_DISPUTE_REVERSAL' END::"ledger_kind", method_of("payment"."provider"), "show_id",
         "id", "of_payment", "payment"."currency", "at"
    FROM "bookings" WHERE "id" = "payment"."booking_id"
  RETURNING "id", "method" INTO STRICT "posted", "came_by";
  INSERT INTO "ledger_entries" ("transaction_id", "position", "account", "amount")
  VALUES ("posted", 0, money_account("came_by"), -"moved"), ("posted", 1, 'LOST_DISPUTES', "moved");
END $$;

CREATE FUNCTION "count_lost_dispute"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "payments" SET "lost" = lost_of("id") WHERE "id" = NEW."payment_id";
  RETURN NULL;
END $$;
CREATE TRIGGER "payment_disputes_counted" AFTER INSERT ON "payment_disputes"
  FOR EACH ROW WHEN (NEW."status" = 'LOST') EXECUTE FUNCTION "count_lost_dispute"();
CREATE TRIGGER "payment_disputes_counted_again" AFTER UPDATE OF "status", "amount" ON "payment_disputes"
  FOR EACH ROW WHEN (OLD."status" = 'LOST' OR NEW."status" = 'LOST') EXECUTE FUNCTION "count_lost_dispute"();

-- When something is lost, when what was lost before turns out to have been taken, and when a refund says so.
CREATE FUNCTION "post_lost_disputes"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM post_lost(NEW."id", clock_timestamp());
  RETURN NULL;
END $$;
CREATE TRIGGER "payments_lost_posted" AFTER UPDATE OF "lost", "status", "refunding" ON "payments"
  FOR EACH ROW WHEN (OLD."lost" <> 0 OR NEW."lost" <> 0) EXECUTE FUNCTION "post_lost_disputes"();

-- As before; and nobody asks for a refund of what a lost dispute has taken.
CREATE OR REPLACE FUNCTION "count_refund"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  "refunding_before" BIGINT := 0;
  "refunded_before" BIGINT := 0;
  "is_lost" BOOLEAN;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    "refunding_before" := CASE WHEN OLD."status" = 'FAILED' THEN 0 ELSE OLD."amount" END;
    "refunded_before" := CASE WHEN OLD."status" = 'SUCCEEDED' THEN OLD."amount" ELSE 0 END;
  END IF;
  UPDATE "payments"
     SET "refunding" = "refunding" - "refunding_before" + CASE WHEN NEW."status" = 'FAILED' THEN 0 ELSE NEW."amount" END,
         "refunded" = "refunded" - "refunded_before" + CASE WHEN NEW."status" = 'SUCCEEDED' THEN NEW."amount" ELSE 0 END
   WHERE "id" = NEW."payment_id" AND "currency" = NEW."currency" AND "booking_id" = NEW."booking_id"
  RETURNING "lost" > 0 AND "refunding" + "lost" > "amount" INTO "is_lost";
  IF NOT FOUND THEN
    RAISE EXCEPTION 'refund % is of no such payment', NEW."id" USING ERRCODE = 'check_violation';
  END IF;
  -- What the provider has made is made.
  IF "is_lost" AND NEW."status" = 'PENDING' AND NOT NEW."at_provider" THEN
    RAISE EXCEPTION 'refund % is of money that a lost dispute has taken', NEW."id" USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

-- The sandbox: how a dispute stands, and what of a charge the bank has given to the buyer.
ALTER TABLE "sandbox_charges" ADD COLUMN "dispute_status" TEXT NOT NULL DEFAULT 'NEEDS_RESPONSE'
  CHECK ("dispute_status" IN ('NEEDS_RESPONSE', 'UNDER_REVIEW', 'WON', 'LOST', 'CLOSED'));
ALTER TABLE "sandbox_charges" ADD COLUMN "lost" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "sandbox_charges" ADD CONSTRAINT "sandbox_charges_lost" CHECK ("lost" >= 0 AND "refunded" + "lost" <= "amount");

-- What was lost so far, as of when that was told.
ALTER TABLE "payments" DISABLE TRIGGER "payments_lost_posted";
UPDATE "payments" SET "lost" = lost_of("id")
 WHERE "id" IN (SELECT "payment_id" FROM "payment_disputes" WHERE "status" = 'LOST');
ALTER TABLE "payments" ENABLE TRIGGER "payments_lost_posted";
DO $$
DECLARE
  "known" RECORD;
BEGIN
  FOR "known" IN
    SELECT "payment_id", max("updated_at") AS "at" FROM "payment_disputes" WHERE "status" = 'LOST' GROUP BY 1 ORDER BY 2, 1
  LOOP
    PERFORM post_lost("known"."payment_id", "known"."at");
  END LOOP;
END $$;
