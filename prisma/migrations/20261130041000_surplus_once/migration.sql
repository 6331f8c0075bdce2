-- Several refunds may give back what one payment brought for nothing: it came once all the same.
CREATE UNIQUE INDEX "ledger_transactions_surplus" ON "ledger_transactions" ("payment_id") WHERE "kind" = 'SURPLUS';

CREATE OR REPLACE FUNCTION "post_surplus"("of_refund" TEXT, "at" TIMESTAMPTZ) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  "surplus" BIGINT;
  "came" BIGINT;
  "came_by" "ledger_method";
BEGIN
  INSERT INTO "ledger_transactions" ("kind", "method", "show_id", "booking_id", "payment_id", "refund_id", "currency", "posted_at")
  SELECT 'SURPLUS', method_of("p"."provider"), "b"."show_id", "b"."id", "p"."id", "r"."id", "p"."currency", "at"
    FROM "refunds" "r" JOIN "payments" "p" ON "p"."id" = "r"."payment_id" JOIN "bookings" "b" ON "b"."id" = "r"."booking_id"
   WHERE "r"."id" = "of_refund"
  ON CONFLICT DO NOTHING
  RETURNING "id", "method", (SELECT "amount" FROM "payments" WHERE "id" = "payment_id") INTO "surplus", "came_by", "came";
  IF "surplus" IS NULL THEN RETURN; END IF;
  INSERT INTO "ledger_entries" ("transaction_id", "position", "account", "amount")
  VALUES ("surplus", 0, money_account("came_by"), "came"), ("surplus", 1, 'SURPLUS', -"came");
END $$;
