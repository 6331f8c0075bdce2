-- Money that paid for nothing was to go back: what the bank gives of it to the buyer is no loss, and is not to go back any more.

-- Posts what the ledger does not have yet of what a payment lost. Of a payment that was not taken, as far as is known here, nothing: the
-- provider may tell of its dispute first. One that was given up and then taken after all has a refund. Of one that paid for nothing the bank
-- has taken first what was still to go back; what is beyond that the buyer has twice.
CREATE OR REPLACE FUNCTION "post_lost"("of_payment" TEXT, "at" TIMESTAMPTZ) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  "payment" "payments";
  "owed" BIGINT := 0;
  "of_surplus" BIGINT;
  "of_loss" BIGINT;
  "posted" BIGINT;
  "came_by" "ledger_method";
BEGIN
  SELECT * INTO STRICT "payment" FROM "payments" WHERE "id" = "of_payment";
  IF "payment"."status" NOT IN ('SUCCEEDED', 'REFUNDED') AND NOT EXISTS (SELECT FROM "refunds" WHERE "payment_id" = "of_payment") THEN
    RETURN;
  END IF;
  IF EXISTS (SELECT FROM "refunds" WHERE "payment_id" = "of_payment" AND "is_surplus") THEN
    "owed" := least("payment"."lost", "payment"."amount" - "payment"."refunded");
  END IF;
  SELECT "owed" - coalesce(sum("e"."amount") FILTER (WHERE "e"."account" = 'SURPLUS'), 0),
         "payment"."lost" - "owed" - coalesce(sum("e"."amount") FILTER (WHERE "e"."account" = 'LOST_DISPUTES'), 0)
    INTO "of_surplus", "of_loss"
    FROM "ledger_transactions" "t" JOIN "ledger_entries" "e" ON "e"."transaction_id" = "t"."id"
   WHERE "t"."booking_id" = "payment"."booking_id" AND "t"."payment_id" = "of_payment" AND "t"."kind" IN ('LOST_DISPUTE', 'LOST_DISPUTE_REVERSAL');
  IF "of_surplus" = 0 AND "of_loss" = 0 THEN RETURN; END IF;
  INSERT INTO "ledger_transactions" ("kind", "method", "show_id", "booking_id", "payment_id", "currency", "posted_at")
  SELECT CASE WHEN ("of_surplus" + "of_loss", "of_loss") > (0::bigint, 0::bigint) THEN 'LOST_DISPUTE' ELSE 'LOST_DISPUTE_REVERSAL' END::"ledger_kind",
         method_of("payment"."provider"), "show_id", "id", "of_payment", "payment"."currency", "at"
    FROM "bookings" WHERE "id" = "payment"."booking_id"
  RETURNING "id", "method" INTO STRICT "posted", "came_by";
  INSERT INTO "ledger_entries" ("transaction_id", "position", "account", "amount")
  SELECT "posted", row_number() OVER (ORDER BY "rank") - 1, "account", "amount"
    FROM (VALUES (0, money_account("came_by"), -"of_surplus" - "of_loss"), (1, 'SURPLUS'::"ledger_account", "of_surplus"),
                 (2, 'LOST_DISPUTES'::"ledger_account", "of_loss")) AS "entry" ("rank", "account", "amount")
   WHERE "amount" <> 0;
END $$;

-- At the commit: by then it is known whether the money paid for anything.
DROP TRIGGER "payments_lost_posted" ON "payments";
CREATE CONSTRAINT TRIGGER "payments_lost_posted" AFTER UPDATE OF "lost", "status", "refunding" ON "payments" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD."lost" <> 0 OR NEW."lost" <> 0) EXECUTE FUNCTION "post_lost_disputes"();

-- What was posted as a loss so far.
DO $$
DECLARE
  "known" RECORD;
BEGIN
  FOR "known" IN SELECT "id" FROM "payments" WHERE "lost" > 0 ORDER BY 1 LOOP
    PERFORM post_lost("known"."id", clock_timestamp());
  END LOOP;
END $$;
