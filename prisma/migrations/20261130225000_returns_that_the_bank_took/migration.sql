-- Money of tickets that were given back was to go back: where its refund failed, what the bank gives of its payment to the buyer is that money
-- first. It is no loss then, and is not to go back any more. So far it stayed as surplus, and was a loss besides.

-- What changes of a booking were to give back and could not: all that is to go back, less what there is left of payments that came too late,
-- and refunds of changes that are under way; as if the bank had given nothing of this payment.
CREATE FUNCTION "owed_by_changes"("of_booking" TEXT, "of_payment" TEXT) RETURNS NUMERIC LANGUAGE sql STABLE AS $$
  SELECT greatest(0,
    - coalesce((SELECT sum("e"."amount") FROM "ledger_transactions" "t" JOIN "ledger_entries" "e" ON "e"."transaction_id" = "t"."id"
                 WHERE "t"."booking_id" = "of_booking" AND "e"."account" = 'SURPLUS'
                   AND NOT ("t"."payment_id" IS NOT DISTINCT FROM "of_payment" AND "t"."kind" IN ('LOST_DISPUTE', 'LOST_DISPUTE_REVERSAL'))), 0)
    - coalesce((SELECT sum(greatest("p"."amount" - "p"."refunded" - "p"."lost", 0)) FROM "payments" "p"
                 WHERE "p"."booking_id" = "of_booking"
                   AND EXISTS (SELECT FROM "refunds" "r" WHERE "r"."payment_id" = "p"."id" AND "r"."is_surplus")), 0)
    - coalesce((SELECT sum("r"."amount") FROM "refunds" "r"
                 WHERE "r"."booking_id" = "of_booking" AND "r"."change_id" IS NOT NULL AND "r"."status" = 'PENDING'), 0))
$$;

-- As in 20261130194600_lost_surplus, and of one that paid for tickets which were given back, as far as refunds of these failed.
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
  "owed" := least("payment"."lost", "payment"."amount" - "payment"."refunded");
  IF NOT EXISTS (SELECT FROM "refunds" WHERE "payment_id" = "of_payment" AND "is_surplus") THEN
    "owed" := least("owed", owed_by_changes("payment"."booking_id", "of_payment"), (
      SELECT coalesce(sum("amount"), 0) FROM "refunds" WHERE "payment_id" = "of_payment" AND "change_id" IS NOT NULL AND "status" = 'FAILED'));
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

-- A refund of a change that was made after it had failed: what the bank has given was not that money, before it is told where the refund's is from.
CREATE OR REPLACE FUNCTION "post_refund_change"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  "payment" "payments";
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW."is_surplus" THEN PERFORM post_surplus(NEW."id", clock_timestamp()); END IF;
    IF NEW."status" <> 'SUCCEEDED' THEN RETURN NULL; END IF;
  END IF;
  SELECT * INTO STRICT "payment" FROM "payments" WHERE "id" = NEW."payment_id";
  IF NEW."change_id" IS NOT NULL AND NEW."status" = 'SUCCEEDED' AND "payment"."lost" <> 0 THEN
    PERFORM post_lost("payment"."id", clock_timestamp());
  END IF;
  PERFORM post_refund(NEW."id", "payment"."refunded" - CASE WHEN NEW."status" = 'SUCCEEDED' THEN NEW."amount" ELSE -NEW."amount" END,
                      "payment"."refunded", clock_timestamp());
  RETURN NULL;
END $$;

-- What was posted as a loss so far.
DO $$
DECLARE
  "known" RECORD;
BEGIN
  FOR "known" IN SELECT "id" FROM "payments" WHERE "lost" > 0 ORDER BY 1 LOOP
    PERFORM post_lost("known"."id", clock_timestamp());
  END LOOP;
END $$;
