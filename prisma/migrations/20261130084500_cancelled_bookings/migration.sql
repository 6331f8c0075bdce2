-- What becomes of the bookings of a cancelled show: a row from when it was chosen what of their money goes back, for good.
CREATE TYPE "cancellation_refund" AS ENUM ('FULL', 'WITHOUT_FEES', 'NONE');

CREATE TABLE "booking_cancellations" (
  "show_id" TEXT PRIMARY KEY REFERENCES "shows" ("id"),
  "refund" "cancellation_refund" NOT NULL,
  -- Kept with each of the bookings, and told to its customer.
  "reason" TEXT,
  "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  -- Bookings that were cancelled with the show so far.
  "cancelled" INTEGER NOT NULL DEFAULT 0 CHECK ("cancelled" >= 0),
  -- Since when no booking is left to cancel.
  "cancelled_at" TIMESTAMPTZ(3),
  -- When a worker goes on with it; null: nothing is left to do.
  "due_at" TIMESTAMPTZ(3),
  -- How far it was when it was told of last, and when that was.
  "told" JSONB,
  "told_at" TIMESTAMPTZ(3)
);
CREATE INDEX "booking_cancellations_due" ON "booking_cancellations" ("due_at") WHERE "due_at" IS NOT NULL;

-- Those that were cancelled with their show, and not by themselves.
ALTER TABLE "bookings" ADD COLUMN "ended_with_show" BOOLEAN NOT NULL DEFAULT FALSE;

-- Of tickets, and not of fees.
ALTER TABLE "refunds" ADD COLUMN "keeps_fees" BOOLEAN NOT NULL DEFAULT FALSE;

-- How fast the payment provider is asked for refunds, by all nodes together: the time up to which what was asked for is spread out.
CREATE TABLE "refund_pace" (
  "id" BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK ("id"),
  "spent_until" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
INSERT INTO "refund_pace" DEFAULT VALUES;

-- Of each entry of the sale that a payment paid for what has not gone back, a credit being positive; of fees and the tax in them `is_fee`.
CREATE FUNCTION "left_of_sale"("of_booking" TEXT, "of_payment" TEXT)
RETURNS TABLE ("entry" INTEGER, "is_fee" BOOLEAN, "left" NUMERIC) LANGUAGE sql STABLE AS $$
  SELECT "e"."position", "e"."description" IS NOT NULL,
         -("e"."amount" + coalesce((
           SELECT sum("b"."amount") FROM "ledger_transactions" "t" JOIN "ledger_entries" "b" ON "b"."transaction_id" = "t"."id"
            WHERE "t"."booking_id" = "of_booking" AND "t"."payment_id" = "of_payment" AND "t"."kind" IN ('REFUND', 'REFUND_REVERSAL')
              AND "b"."position" = "e"."position"), 0))
    FROM "ledger_transactions" "s" JOIN "ledger_entries" "e" ON "e"."transaction_id" = "s"."id"
   WHERE "s"."booking_id" = "of_booking" AND "s"."payment_id" = "of_payment" AND "s"."kind" = 'SALE' AND "e"."position" > 0
$$;

-- What of a payment is fees, if all else of it goes back: what the ledger has of them for its booking, less what refunds that are under way
-- will give back of them.
CREATE FUNCTION "fees_left"("of_booking" TEXT, "of_payment" TEXT) RETURNS BIGINT LANGUAGE sql STABLE AS $$
  SELECT coalesce("fees" - CASE WHEN "kept" = 0 THEN 0 ELSE div("fees" * "asked", "kept") END, 0)::bigint
    FROM (SELECT -coalesce(sum("amount") FILTER (WHERE "description" IS NOT NULL), 0) AS "fees", -coalesce(sum("amount"), 0) AS "kept"
            FROM "ledger_transactions" "t" JOIN "ledger_entries" "e" ON "e"."transaction_id" = "t"."id"
           WHERE "t"."booking_id" = "of_booking" AND "e"."tax_rate" IS NOT NULL) "sold",
         (SELECT coalesce(sum("amount"), 0) AS "asked"
            FROM "refunds" WHERE "payment_id" = "of_payment" AND "status" = 'PENDING' AND NOT "keeps_fees" AND "change_id" IS NULL) "pending"
$$;

-- Of a payment whose booking was not changed so much is back now, and was before. What goes back is taken from what is left of each entry of the sale, in proportion to
-- it: rounded along their running sum, so that all of them together are exactly what goes back, and what is back in full leaves nothing of
-- them. A refund that keeps the fees takes nothing of these as long as there is something else; beside one, others take first what it leaves
-- of the tickets, whichever is made first. What comes back is what the refund has moved.
CREATE OR REPLACE FUNCTION "post_refund_unchanged"("of_refund" TEXT, "before" BIGINT, "after" BIGINT, "at" TIMESTAMPTZ) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  "refund" "refunds";
  "payment" "payments";
  "back" BIGINT;
  "moved" BIGINT := "after" - "before";
  "others" NUMERIC;
  "fees" NUMERIC;
  "reserved" NUMERIC;
  "of_fees" NUMERIC;
BEGIN
  SELECT * INTO STRICT "refund" FROM "refunds" WHERE "id" = "of_refund";
  SELECT * INTO STRICT "payment" FROM "payments" WHERE "id" = "refund"."payment_id";
  INSERT INTO "ledger_transactions" ("kind", "method", "show_id", "booking_id", "payment_id", "refund_id", "currency", "posted_at")
  SELECT CASE WHEN "moved" > 0 THEN 'REFUND' ELSE 'REFUND_REVERSAL' END::"ledger_kind", method_of("payment"."provider"), "show_id",
         "id", "payment"."id", "of_refund", "payment"."currency", "at"
    FROM "bookings" WHERE "id" = "refund"."booking_id"
  RETURNING "id" INTO STRICT "back";

  IF "moved" < 0 THEN
    INSERT INTO "ledger_entries" ("transaction_id", "position", "account", "amount", "tier_id", "ticket_type_id", "tax_rate", "description")
    SELECT "back", "position", "account", -"amount", "tier_id", "ticket_type_id", "tax_rate", "description"
      FROM "ledger_entries"
     WHERE "transaction_id" = (SELECT max("id") FROM "ledger_transactions"
                                WHERE "booking_id" = "refund"."booking_id" AND "refund_id" = "of_refund" AND "kind" = 'REFUND');
    IF FOUND THEN RETURN; END IF;
  END IF;

  SELECT sum("left") FILTER (WHERE NOT "is_fee"), sum("left") FILTER (WHERE "is_fee") INTO "others", "fees"
    FROM left_of_sale("refund"."booking_id", "payment"."id") WHERE NOT "refund"."is_surplus";
  IF "others" IS NULL AND "fees" IS NULL THEN
    -- Of money that paid for nothing; and what no sale explains.
    INSERT INTO "ledger_entries" ("transaction_id", "position", "account", "amount")
    VALUES ("back", 0, money_account(method_of("payment"."provider")), -"moved"),
           ("back", 1, CASE WHEN "refund"."is_surplus" THEN 'SURPLUS' ELSE 'SUSPENSE' END::"ledger_account", "moved");
    RETURN;
  END IF;
  "others" := coalesce("others", 0);
  "fees" := coalesce("fees", 0);

  IF "refund"."keeps_fees" THEN
    "of_fees" := greatest("moved" - "others", 0);
  ELSE
    SELECT sum("amount") FILTER (WHERE "status" = 'PENDING') INTO "reserved"
      FROM "refunds" WHERE "payment_id" = "payment"."id" AND "keeps_fees" AND "status" <> 'FAILED'
    HAVING count(*) > 0;
    IF FOUND THEN
      "of_fees" := least("fees", greatest("moved" - greatest("others" - coalesce("reserved", 0), 0), 0));
    ELSE
      "of_fees" := CASE WHEN "fees" + "others" = 0 THEN 0 ELSE div("fees" * "moved", "fees" + "others") END;
    END IF;
  END IF;

  INSERT INTO "ledger_entries" ("transaction_id", "position", "account", "amount", "tier_id", "ticket_type_id", "tax_rate",
                                "description")
  WITH "part" AS (
    SELECT "entry", "left", CASE WHEN "is_fee" THEN "of_fees" ELSE "moved" - "of_fees" END AS "goes",
           CASE WHEN "is_fee" THEN "fees" ELSE "others" END AS "of_all", "is_fee",
           sum("left") OVER (PARTITION BY "is_fee" ORDER BY "entry") AS "upto"
      FROM left_of_sale("refund"."booking_id", "payment"."id")
  ), "share" AS (
    SELECT "entry", "left", "of_all", "is_fee", CASE WHEN "of_all" = 0 THEN 0 ELSE div("upto" * "goes", "of_all") END AS "share" FROM "part"
  ), "taken" AS (
    -- Entries that outweigh each other go when all goes.
    SELECT "entry", CASE WHEN "of_all" <> 0 THEN "share" - coalesce(lag("share") OVER (PARTITION BY "is_fee" ORDER BY "entry"), 0)
                         WHEN "moved" = "fees" + "others" THEN "left" ELSE 0 END AS "amount"
      FROM "share"
  )
  SELECT "back", 0, money_account(method_of("payment"."provider")), -"moved", NULL, NULL, NULL, NULL
  UNION ALL
  SELECT "back", "e"."position", "e"."account", "taken"."amount", "e"."tier_id", "e"."ticket_type_id", "e"."tax_rate", "e"."description"
    FROM "taken" JOIN "ledger_transactions" "s" ON "s"."booking_id" = "refund"."booking_id" AND "s"."kind" = 'SALE'
    JOIN "ledger_entries" "e" ON "e"."transaction_id" = "s"."id" AND "e"."position" = "taken"."entry"
   WHERE "taken"."amount" <> 0;
END $$;

-- The same of a booking that was changed: as before, but that a refund that keeps the fees is taken from what is kept beside them.
CREATE OR REPLACE FUNCTION "post_refund"("of_refund" TEXT, "before" BIGINT, "after" BIGINT, "at" TIMESTAMPTZ) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  "refund" "refunds";
  "payment" "payments";
  "back" BIGINT;
  "earlier" BIGINT;
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

  INSERT INTO "ledger_entries" ("transaction_id", "position", "account", "amount", "tier_id", "ticket_type_id", "tax_rate",
                                "description")
  WITH "kept" AS (
    SELECT *, -sum("amount") OVER (ORDER BY "account", "description", "tier_id", "ticket_type_id", "tax_rate") AS "upto", -sum("amount") OVER () AS "whole"
      FROM kept_of("refund"."booking_id")
     WHERE "refund"."change_id" IS NULL AND (NOT "refund"."keeps_fees" OR "description" IS NULL)
  ), "taken" AS (
    SELECT CASE WHEN max("whole") > 0 THEN least("after" - "before", max("whole")) ELSE 0 END AS "sum" FROM "kept"
  ), "share" AS (
    SELECT "kept".*, CASE WHEN "whole" > 0 THEN floor("upto" * "taken"."sum" / "whole") ELSE 0 END AS "moved" FROM "kept", "taken"
  ), "entry" AS (
    SELECT 0 AS "rank", money_account(method_of("payment"."provider")) AS "account", ("before" - "after")::numeric AS "moved", NULL::text AS "tier_id",
           NULL::text AS "ticket_type_id", NULL::int AS "tax_rate", NULL::text AS "description"
    UNION ALL
    SELECT 1, "account", "moved" - coalesce(lag("moved") OVER (ORDER BY "account", "description", "tier_id", "ticket_type_id", "tax_rate"), 0), "tier_id",
           "ticket_type_id", "tax_rate", "description"
      FROM "share"
    UNION ALL
    SELECT 2, 'SURPLUS', "after" - "before" - "sum", NULL, NULL, NULL, NULL FROM "taken"
  )
  SELECT "back", row_number() OVER (ORDER BY "rank", "account", "description", "tier_id", "ticket_type_id", "tax_rate") - 1, "account", "moved",
         "tier_id", "ticket_type_id", "tax_rate", "description"
    FROM "entry" WHERE "moved" <> 0;
END $$;
