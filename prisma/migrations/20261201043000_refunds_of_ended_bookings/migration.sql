-- As in 20261130210000_surplus_that_the_bank_took, but that of a booking which its buyer has cancelled by the rules of the show a refund is
-- taken from tickets before fees, whenever it was asked for: what the ledger has of tickets then is money of refunds that were under way or had
-- failed (see moved_by_ending), and its fees are what was kept.
CREATE OR REPLACE FUNCTION "post_refund"("of_refund" TEXT, "before" BIGINT, "after" BIGINT, "at" TIMESTAMPTZ) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  "refund" "refunds";
  "payment" "payments";
  "back" BIGINT;
  "earlier" BIGINT;
  "moves" NUMERIC := "after" - "before";
  "others" NUMERIC;
  "fees" NUMERIC;
  "free" NUMERIC;
  "reserved" NUMERIC;
  "of_kept" NUMERIC;
  "of_others" NUMERIC := 0;
  "of_fees" NUMERIC := 0;
BEGIN
  SELECT * INTO STRICT "refund" FROM "refunds" WHERE "id" = "of_refund";
  IF "refund"."is_surplus" OR NOT EXISTS (
       SELECT FROM "booking_changes" WHERE "booking_id" = "refund"."booking_id" AND "applied_at" IS NOT NULL) THEN
    PERFORM post_refund_unchanged("of_refund", "before", "after", "at");
    RETURN;
  END IF;
  SELECT * INTO STRICT "payment" FROM "payments" WHERE "id" = "refund"."payment_id";
  SELECT max("id") INTO "earlier" FROM "ledger_transactions"
   WHERE "booking_id" = "refund"."booking_id" AND "refund_id" = "of_refund" AND "kind" = 'REFUND' AND "after" < "before";
  INSERT INTO "ledger_transactions" ("kind", "method", "show_id", "booking_id", "payment_id", "refund_id", "currency", "posted_at")
  SELECT CASE WHEN "after" > "before" THEN 'REFUND' ELSE 'REFUND_REVERSAL' END::"ledger_kind", method_of("payment"."provider"), "show_id",
         "id", "payment"."id", "of_refund", "payment"."currency", "at"
    FROM "bookings" WHERE "id" = "refund"."booking_id"
  RETURNING "id" INTO STRICT "back";
  IF "earlier" IS NOT NULL THEN
    INSERT INTO "ledger_entries" ("transaction_id", "position", "account", "amount", "tier_id", "ticket_type_id", "tax_rate", "description")
    SELECT "back", "position", "account", -"amount", "tier_id", "ticket_type_id", "tax_rate", "description"
      FROM "ledger_entries" WHERE "transaction_id" = "earlier";
    RETURN;
  END IF;

  SELECT -coalesce(sum("amount") FILTER (WHERE "description" IS NULL), 0), -coalesce(sum("amount") FILTER (WHERE "description" IS NOT NULL), 0)
    INTO "others", "fees" FROM kept_of("refund"."booking_id");
  -- What changes were to give back and could not: all that is to go back, less what there is left of payments that came too late (the
  -- bank has taken the rest of it, see post_lost), and refunds of changes that are under way.
  "free" := greatest(0,
    - coalesce((SELECT sum("e"."amount") FROM "ledger_transactions" "t" JOIN "ledger_entries" "e" ON "e"."transaction_id" = "t"."id"
                 WHERE "t"."booking_id" = "refund"."booking_id" AND "e"."account" = 'SURPLUS'), 0)
    - coalesce((SELECT sum(greatest("p"."amount" - "p"."refunded" - "p"."lost", 0)) FROM "payments" "p"
                 WHERE "p"."booking_id" = "refund"."booking_id"
                   AND EXISTS (SELECT FROM "refunds" "r" WHERE "r"."payment_id" = "p"."id" AND "r"."is_surplus")), 0)
    - coalesce((SELECT sum("r"."amount") FROM "refunds" "r"
                 WHERE "r"."booking_id" = "refund"."booking_id" AND "r"."id" <> "of_refund" AND "r"."change_id" IS NOT NULL
                   AND "r"."status" = 'PENDING'), 0));
  "of_kept" := CASE WHEN "others" + "fees" > 0 THEN least("moves", "others" + "fees") ELSE 0 END;

  IF "refund"."change_id" IS NOT NULL THEN
    -- What is to go back first; then tickets, then fees.
    "of_others" := least(greatest("moves" - "free", 0), greatest("others", 0));
    "of_fees" := least(greatest("moves" - "free" - "of_others", 0), greatest("fees", 0));
  ELSIF "moves" > 0 AND ("refund"."keeps_fees" OR EXISTS (
          SELECT FROM "booking_changes" WHERE "booking_id" = "refund"."booking_id" AND "kept" IS NOT NULL)) THEN
    -- Tickets, then what changes could not give back, then fees.
    "of_others" := least("moves", greatest("others", 0));
    "of_fees" := least(greatest("moves" - "of_others" - "free", 0), greatest("fees", 0));
  ELSE
    SELECT coalesce(sum("r"."amount") FILTER (WHERE "r"."status" = 'PENDING'), 0) INTO "reserved"
      FROM "refunds" "r" WHERE "r"."booking_id" = "refund"."booking_id" AND "r"."keeps_fees" AND "r"."status" <> 'FAILED'
    HAVING count(*) > 0;
    IF FOUND AND "moves" > 0 THEN
      "of_fees" := least(greatest("fees", 0), greatest("moves" - greatest("others" + "free" - "reserved", 0), 0));
      "of_others" := least("moves" - "of_fees", greatest("others", 0));
    ELSIF "others" + "fees" > 0 THEN
      "of_fees" := div("fees" * "of_kept", "others" + "fees");
      "of_others" := "of_kept" - "of_fees";
    END IF;
  END IF;

  INSERT INTO "ledger_entries" ("transaction_id", "position", "account", "amount", "tier_id", "ticket_type_id", "tax_rate",
                                "description")
  WITH "kept" AS (
    SELECT *, "description" IS NOT NULL AS "is_fee",
           -sum("amount") OVER (PARTITION BY "description" IS NOT NULL ORDER BY "account", "description", "tier_id", "ticket_type_id", "tax_rate") AS "upto"
      FROM kept_of("refund"."booking_id")
  ), "part" AS (
    SELECT *, CASE WHEN "is_fee" THEN "fees" ELSE "others" END AS "of_all", CASE WHEN "is_fee" THEN "of_fees" ELSE "of_others" END AS "goes"
      FROM "kept"
  ), "share" AS (
    -- Entries that outweigh each other go when all goes.
    SELECT *, CASE WHEN "of_all" <> 0 THEN floor("upto" * "goes" / "of_all")
                   WHEN "others" + "fees" > 0 AND "of_others" = "others" AND "of_fees" = "fees" THEN "upto" ELSE 0 END AS "gone"
      FROM "part"
  ), "entry" AS (
    SELECT 0 AS "rank", money_account(method_of("payment"."provider")) AS "account", -"moves" AS "sum", NULL::text AS "tier_id",
           NULL::text AS "ticket_type_id", NULL::int AS "tax_rate", NULL::text AS "description"
    UNION ALL
    SELECT 1, "account",
           "gone" - coalesce(lag("gone") OVER (PARTITION BY "is_fee" ORDER BY "account", "description", "tier_id", "ticket_type_id", "tax_rate"), 0),
           "tier_id", "ticket_type_id", "tax_rate", "description"
      FROM "share"
    UNION ALL
    SELECT 2, 'SURPLUS', "moves" - "of_others" - "of_fees", NULL, NULL, NULL, NULL
  )
  SELECT "back", row_number() OVER (ORDER BY "rank", "account", "description", "tier_id", "ticket_type_id", "tax_rate") - 1, "account", "sum",
         "tier_id", "ticket_type_id", "tax_rate", "description"
    FROM "entry" WHERE "sum" <> 0;
END $$;
