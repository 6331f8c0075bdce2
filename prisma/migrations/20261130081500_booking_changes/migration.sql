-- Changes of bookings that stand: a quote says what a change would make of a booking and what it costs, and is applied or forgotten.

-- What the organiser of a show allows buyers to do with what they have booked. NULL: nothing; fees are minor units for each ticket.
ALTER TABLE "shows" ADD COLUMN "returns_until" TIMESTAMPTZ(3);
ALTER TABLE "shows" ADD COLUMN "return_fee" BIGINT NOT NULL DEFAULT 0 CHECK ("return_fee" BETWEEN 0 AND 9007199254740991);
ALTER TABLE "shows" ADD COLUMN "exchanges_until" TIMESTAMPTZ(3);
ALTER TABLE "shows" ADD COLUMN "exchange_fee" BIGINT NOT NULL DEFAULT 0 CHECK ("exchange_fee" BETWEEN 0 AND 9007199254740991);
-- Of the tax in these fees: thousandths of a percent.
ALTER TABLE "shows" ADD COLUMN "change_fee_tax_rate" INTEGER NOT NULL DEFAULT 0 CHECK ("change_fee_tax_rate" BETWEEN 0 AND 100000);
-- Whether the fees that were charged with a booking are kept when tickets of it are given back.
ALTER TABLE "shows" ADD COLUMN "keeps_fees" BOOLEAN NOT NULL DEFAULT TRUE;

CREATE TABLE "booking_changes" (
  "id" TEXT PRIMARY KEY,
  "booking_id" TEXT NOT NULL REFERENCES "bookings" ("id"),
  "show_id" TEXT NOT NULL REFERENCES "shows" ("id"),
  -- Who asked for it.
  "actor_id" TEXT NOT NULL,
  -- How many changes the booking had when it was worked out: with more, it is not applied.
  "number" INTEGER NOT NULL CHECK ("number" >= 0),
  -- Which tickets end, and what the booking has then; what it says is not looked at here.
  "terms" JSONB NOT NULL,
  -- What goes back. Minor units.
  "refund" BIGINT NOT NULL CHECK ("refund" BETWEEN 0 AND 9007199254740991),
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "applied_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
CREATE INDEX "booking_changes_booking" ON "booking_changes" ("booking_id");
CREATE INDEX "booking_changes_open" ON "booking_changes" ("expires_at") WHERE "applied_at" IS NULL;
-- Changes of a booking are applied one after the other.
CREATE UNIQUE INDEX "booking_changes_applied" ON "booking_changes" ("booking_id", "number") WHERE "applied_at" IS NOT NULL;

-- What a booking has no more, while it stands. Rows stay: tickets that ended with them say what they were for.
ALTER TABLE "booked_seats" ADD COLUMN "returned" BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE "booked_seats" ADD CONSTRAINT "booked_seats_returned" CHECK (NOT ("returned" AND "active"));
ALTER TABLE "booked_areas" DROP CONSTRAINT "booked_areas_quantity_check";
ALTER TABLE "booked_areas" ADD CONSTRAINT "booked_areas_quantity_check" CHECK ("quantity" >= 0);
-- The change that ended the ticket, where its booking stands.
ALTER TABLE "tickets" ADD COLUMN "change_id" TEXT REFERENCES "booking_changes" ("id");
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_change" CHECK ("change_id" IS NULL OR "voided_at" IS NOT NULL);
-- A seat that was given back may be the booking's again.
ALTER TABLE "tickets" DROP CONSTRAINT "tickets_booking_id_seat_id_key";
CREATE UNIQUE INDEX "tickets_booking_id_seat_id_key" ON "tickets" ("booking_id", "seat_id") WHERE "change_id" IS NULL;
-- What a change gives back.
ALTER TABLE "refunds" ADD COLUMN "change_id" TEXT REFERENCES "booking_changes" ("id");

-- In the ledger a change is two transactions at most: what a booking has no more, against what is to go back; and what it has instead,
-- paid out of that. What is left there is what refunds of the change give back.
ALTER TYPE "ledger_kind" ADD VALUE 'RETURN';
ALTER TYPE "ledger_kind" ADD VALUE 'EXCHANGE';

-- What a booking is worth as it stands: as post_sale reckons it, by account, tier, ticket type, tax rate and fee. Debits are positive.
CREATE FUNCTION "worth_of"("of_booking" TEXT)
RETURNS TABLE ("account" "ledger_account", "amount" BIGINT, "quantity" INTEGER, "tier_id" TEXT, "ticket_type_id" TEXT, "tax_rate" INTEGER, "description" TEXT)
LANGUAGE sql STABLE AS $$
  WITH "line" AS (
    SELECT "value" AS "it", "value" ->> 'kind' AS "kind", ("value" ->> 'taxRate')::int AS "rate",
           row_number() OVER (PARTITION BY "value" ->> 'kind' ORDER BY "ordinality") AS "number"
      FROM "bookings" "b", jsonb_array_elements("b"."lines") WITH ORDINALITY WHERE "b"."id" = "of_booking"
  ), "place" AS (
    SELECT *, row_number() OVER (ORDER BY "position") AS "number"
      FROM "booked_areas" WHERE "booking_id" = "of_booking" AND "active" AND "quantity" > 0
  ), "ticket" AS (
    SELECT "tier_id", "ticket_type_id", 1 AS "quantity", "price", "price" - "discount" AS "reduced", coalesce("rate", 0) AS "rate"
      FROM "booked_seats" LEFT JOIN "line" ON "kind" = 'SEAT' AND "it" ->> 'seatId' = "seat_id"
     WHERE "booking_id" = "of_booking" AND "active"
    UNION ALL
    SELECT "tier_id", "ticket_type_id", "quantity", "quantity" * "price", "quantity" * ("price" - "discount"), coalesce("rate", 0)
      FROM "place" LEFT JOIN "line" ON "kind" = 'AREA' AND "line"."number" = "place"."number"
  ), "sold" AS (
    SELECT "tier_id", "ticket_type_id", "rate", sum("quantity")::int AS "quantity", sum("price")::bigint AS "full",
           sum("reduced")::bigint AS "reduced", sum(tax_in("price", "rate"))::bigint AS "full_tax",
           sum(tax_in("reduced", "rate"))::bigint AS "tax"
      FROM "ticket" GROUP BY 1, 2, 3
  ), "fee" AS (
    SELECT "it" ->> 'description' AS "name", "rate", sum(("it" ->> 'total')::bigint)::bigint AS "total",
           sum(("it" ->> 'tax')::bigint)::bigint AS "tax"
      FROM "line" WHERE "kind" = 'FEE' GROUP BY 1, 2
  )
  SELECT 'TICKETS'::"ledger_account", "full_tax" - "full", "quantity", "tier_id", "ticket_type_id", "rate", NULL FROM "sold"
  UNION ALL
  SELECT CASE WHEN "code_id" IS NULL THEN 'WRITE_OFFS' ELSE 'DISCOUNTS' END::"ledger_account", "full" - "reduced" - "full_tax" + "tax", 0,
         "tier_id", "ticket_type_id", "rate", NULL FROM "sold", "bookings" WHERE "id" = "of_booking"
  UNION ALL SELECT 'FEES', "tax" - "total", 0, NULL, NULL, "rate", "name" FROM "fee"
  UNION ALL SELECT 'TAX', -"tax", 0, "tier_id", "ticket_type_id", "rate", NULL FROM "sold"
  UNION ALL SELECT 'TAX', -"tax", 0, NULL, NULL, "rate", "name" FROM "fee"
$$;

-- What the ledger has of a booking beside money and what is to go back, by the same: refunds and reversals taken off.
CREATE FUNCTION "kept_of"("of_booking" TEXT)
RETURNS TABLE ("account" "ledger_account", "amount" BIGINT, "quantity" INTEGER, "tier_id" TEXT, "ticket_type_id" TEXT, "tax_rate" INTEGER, "description" TEXT)
LANGUAGE sql STABLE AS $$
  SELECT "account", sum("amount")::bigint, sum("quantity")::int, "tier_id", "ticket_type_id", "tax_rate", "description"
    FROM "ledger_transactions" "t" JOIN "ledger_entries" "e" ON "e"."transaction_id" = "t"."id"
   WHERE "booking_id" = "of_booking" AND "tax_rate" IS NOT NULL
   GROUP BY "account", "tier_id", "ticket_type_id", "tax_rate", "description"
$$;

-- The difference between what the booking is worth now and what was posted of it as sold. Of a tier, type and rate, and of a fee, all accounts
-- go together: they are less where there are fewer tickets of it, or it is worth less.
CREATE FUNCTION "moved_of"("of_booking" TEXT)
RETURNS TABLE ("account" "ledger_account", "amount" BIGINT, "quantity" INTEGER, "tier_id" TEXT, "ticket_type_id" TEXT, "tax_rate" INTEGER,
               "description" TEXT, "is_less" BOOLEAN)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
  WITH "each" AS (
    SELECT * FROM worth_of("of_booking")
    UNION ALL
    SELECT "e"."account", -"e"."amount", -"e"."quantity", "e"."tier_id", "e"."ticket_type_id", "e"."tax_rate", "e"."description"
      FROM "ledger_transactions" "t" JOIN "ledger_entries" "e" ON "e"."transaction_id" = "t"."id"
     WHERE "t"."booking_id" = "of_booking" AND "t"."kind" IN ('SALE', 'RETURN', 'EXCHANGE') AND "e"."tax_rate" IS NOT NULL
  ), "moved" AS (
    SELECT "o"."account", sum("o"."amount")::bigint AS "amount", sum("o"."quantity")::int AS "quantity", "o"."tier_id", "o"."ticket_type_id",
           "o"."tax_rate", "o"."description"
      FROM "each" "o" GROUP BY "o"."account", "o"."tier_id", "o"."ticket_type_id", "o"."tax_rate", "o"."description"
  )
  SELECT "m".*, sum("m"."quantity") OVER "of_key" < 0 OR (sum("m"."quantity") OVER "of_key" = 0 AND sum("m"."amount") OVER "of_key" > 0)
    FROM "moved" "m" WINDOW "of_key" AS (PARTITION BY "m"."tier_id", "m"."ticket_type_id", "m"."tax_rate", "m"."description");
END $$;

-- A change was applied.
CREATE FUNCTION "post_change"("of_change" TEXT, "at" TIMESTAMPTZ) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  "booking" TEXT;
  "sale" "ledger_transactions";
  "posted" BIGINT;
  "of_kind" "ledger_kind";
BEGIN
  SELECT "booking_id" INTO STRICT "booking" FROM "booking_changes" WHERE "id" = "of_change";
  SELECT * INTO "sale" FROM "ledger_transactions" WHERE "booking_id" = "booking" AND "kind" = 'SALE';
  IF NOT FOUND THEN RETURN; END IF;
  FOREACH "of_kind" IN ARRAY ARRAY['RETURN', 'EXCHANGE']::"ledger_kind"[] LOOP
    CONTINUE WHEN NOT EXISTS (
      SELECT FROM moved_of("booking") "m" WHERE "m"."is_less" = ("of_kind" = 'RETURN') AND ("m"."amount" <> 0 OR "m"."quantity" <> 0));
    INSERT INTO "ledger_transactions" ("kind", "method", "show_id", "booking_id", "payment_id", "currency", "posted_at")
    VALUES ("of_kind", "sale"."method", "sale"."show_id", "booking", "sale"."payment_id", "sale"."currency", "at") RETURNING "id" INTO "posted";
    INSERT INTO "ledger_entries" ("transaction_id", "position", "account", "amount", "quantity", "tier_id", "ticket_type_id", "tax_rate", "description")
    WITH "own" AS (
      SELECT "m".* FROM moved_of("booking") "m" WHERE "m"."is_less" = ("of_kind" = 'RETURN')
    ), "entry" AS (
      SELECT 0 AS "rank", 'SURPLUS'::"ledger_account" AS "account", -sum("o"."amount")::bigint AS "amount", 0 AS "quantity", NULL::text AS "tier_id",
             NULL::text AS "ticket_type_id", NULL::int AS "tax_rate", NULL::text AS "description" FROM "own" "o"
      UNION ALL
      SELECT 1, "o"."account", "o"."amount", "o"."quantity", "o"."tier_id", "o"."ticket_type_id", "o"."tax_rate", "o"."description" FROM "own" "o"
    )
    SELECT "posted", row_number() OVER (ORDER BY "rank", "account", "description", "tier_id", "ticket_type_id", "tax_rate") - 1, "account", "amount",
           "quantity", "tier_id", "ticket_type_id", "tax_rate", "description"
      FROM "entry" WHERE "amount" <> 0 OR "quantity" <> 0;
  END LOOP;
END $$;

CREATE FUNCTION "post_applied_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM post_change(NEW."id", clock_timestamp());
  RETURN NULL;
END $$;
-- At the commit: by then all of the change is there.
CREATE CONSTRAINT TRIGGER "booking_changes_posted" AFTER UPDATE OF "applied_at" ON "booking_changes" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD."applied_at" IS NULL AND NEW."applied_at" IS NOT NULL) EXECUTE FUNCTION "post_applied_change"();

-- A booking that was changed has ended: the tickets that it still had are void. Where nothing of money is kept for it, nothing else takes
-- back what is left.
ALTER FUNCTION "post_cancellation"(TEXT, TIMESTAMPTZ) RENAME TO "post_cancellation_unchanged";
CREATE FUNCTION "post_cancellation"("of_booking" TEXT, "at" TIMESTAMPTZ) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  "sale" "ledger_transactions";
  "cancellation" BIGINT;
BEGIN
  IF NOT EXISTS (SELECT FROM "booking_changes" WHERE "booking_id" = "of_booking" AND "applied_at" IS NOT NULL) THEN
    PERFORM post_cancellation_unchanged("of_booking", "at");
    RETURN;
  END IF;
  SELECT * INTO STRICT "sale" FROM "ledger_transactions" WHERE "booking_id" = "of_booking" AND "kind" = 'SALE';
  INSERT INTO "ledger_transactions" ("kind", "method", "show_id", "booking_id", "payment_id", "currency", "posted_at")
  VALUES ('CANCELLATION', "sale"."method", "sale"."show_id", "of_booking", "sale"."payment_id", "sale"."currency", "at")
  RETURNING "id" INTO "cancellation";
  INSERT INTO "ledger_entries" ("transaction_id", "position", "account", "amount", "quantity", "tier_id", "ticket_type_id",
                                "tax_rate", "description")
  WITH "kept" AS (
    SELECT *, sum("amount") OVER () = 0 AS "is_free" FROM kept_of("of_booking")
  )
  SELECT "cancellation", row_number() OVER (ORDER BY "account", "description", "tier_id", "ticket_type_id", "tax_rate") - 1, "account",
         CASE WHEN "is_free" THEN -"amount" ELSE 0 END, -"quantity", "tier_id", "ticket_type_id", "tax_rate", "description"
    FROM "kept" WHERE "quantity" <> 0 OR ("is_free" AND "amount" <> 0);
END $$;

-- Of a payment so much is back now, and was before. What a change gives back is taken from what is to go back. Any other refund of a booking
-- that was changed is taken from each entry that is kept, in proportion to it, rounded along their running sum; what is beyond them, of a
-- change whose own refund has failed. One that comes back is put where it was taken from.
ALTER FUNCTION "post_refund"(TEXT, BIGINT, BIGINT, TIMESTAMPTZ) RENAME TO "post_refund_unchanged";
CREATE FUNCTION "post_refund"("of_refund" TEXT, "before" BIGINT, "after" BIGINT, "at" TIMESTAMPTZ) RETURNS void LANGUAGE plpgsql AS $$
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
      FROM kept_of("refund"."booking_id") WHERE "refund"."change_id" IS NULL
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
