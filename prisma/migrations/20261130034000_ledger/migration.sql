-- The ledger: double entry, append-only. Each movement of money is a balanced transaction, written by the triggers below in the database
-- transaction of its cause, whoever causes it. Amounts are minor units: a debit is positive, a credit negative.
CREATE TYPE "ledger_kind" AS ENUM ('SALE', 'CANCELLATION', 'REFUND', 'REFUND_REVERSAL', 'SURPLUS');
CREATE TYPE "ledger_account" AS ENUM (
  'PROVIDER', 'CASH', 'CARD_TERMINAL', 'WRITE_OFFS', 'TICKETS', 'DISCOUNTS', 'FEES', 'TAX', 'SURPLUS', 'SUSPENSE');
CREATE TYPE "ledger_method" AS ENUM ('ONLINE', 'CASH', 'CARD_TERMINAL', 'FREE');

CREATE TABLE "ledger_transactions" (
  "id" BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "kind" "ledger_kind" NOT NULL,
  -- How the money came, and goes back.
  "method" "ledger_method" NOT NULL,
  -- No foreign keys: the ledger says what happened, whatever becomes of the things that it happened to.
  "show_id" TEXT NOT NULL,
  "booking_id" TEXT NOT NULL,
  "payment_id" TEXT,
  "refund_id" TEXT,
  "currency" CHAR(3) NOT NULL CHECK ("currency" ~ '^[A-Z]{3}$'),
  "posted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp()
);
-- A booking is sold once.
CREATE UNIQUE INDEX "ledger_transactions_sale" ON "ledger_transactions" ("booking_id") WHERE "kind" = 'SALE';
CREATE INDEX "ledger_transactions_booking" ON "ledger_transactions" ("booking_id");
CREATE INDEX "ledger_transactions_show" ON "ledger_transactions" ("show_id", "id");

CREATE TABLE "ledger_entries" (
  "transaction_id" BIGINT NOT NULL REFERENCES "ledger_transactions" ("id") ON DELETE CASCADE,
  -- In the transaction, from 0.
  "position" INTEGER NOT NULL,
  "account" "ledger_account" NOT NULL,
  "amount" BIGINT NOT NULL CHECK ("amount" BETWEEN -9007199254740991 AND 9007199254740991),
  -- Tickets that were sold, or (negative) have become void.
  "quantity" INTEGER NOT NULL DEFAULT 0 CHECK ("quantity" = 0 OR "account" = 'TICKETS'),
  -- Of tickets, what a code takes off them and the tax in them.
  "tier_id" TEXT,
  "ticket_type_id" TEXT,
  -- Thousandths of a percent.
  "tax_rate" INTEGER,
  -- Of fees and the tax in them: the fee's name.
  "description" TEXT,
  PRIMARY KEY ("transaction_id", "position"),
  CONSTRAINT "ledger_entries_not_empty" CHECK ("amount" <> 0 OR "quantity" <> 0)
);

-- All entries of a transaction are written by one statement, and are checked at its end: none can be added later.
CREATE FUNCTION "refuse_unbalanced_entries"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  "unbalanced" BIGINT;
BEGIN
  SELECT "transaction_id" INTO "unbalanced" FROM "added" GROUP BY "transaction_id"
  HAVING sum("amount") <> 0
      OR count(*) <> (SELECT count(*) FROM "ledger_entries" "e" WHERE "e"."transaction_id" = "added"."transaction_id")
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'ledger transaction % does not balance, or was written before', "unbalanced" USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "ledger_entries_balanced" AFTER INSERT ON "ledger_entries"
  REFERENCING NEW TABLE AS "added" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_unbalanced_entries"();

CREATE TRIGGER "ledger_transactions_immutable" BEFORE UPDATE ON "ledger_transactions"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_immutable_row"();
CREATE TRIGGER "ledger_entries_immutable" BEFORE UPDATE ON "ledger_entries"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_immutable_row"();
CREATE TRIGGER "ledger_transactions_kept" BEFORE TRUNCATE ON "ledger_transactions"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_immutable_row"();
CREATE TRIGGER "ledger_entries_kept" BEFORE TRUNCATE ON "ledger_entries"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_immutable_row"();

-- Shows of a sandbox go with their money, which is none; its entries go with their transaction.
CREATE FUNCTION "refuse_loss_of_ledger"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'ledger_transactions' THEN
    IF EXISTS (SELECT FROM "sandbox_shows" WHERE "show_id" = OLD."show_id") THEN RETURN OLD; END IF;
  ELSIF NOT EXISTS (SELECT FROM "ledger_transactions" WHERE "id" = OLD."transaction_id") THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "ledger_transactions_append_only" BEFORE DELETE ON "ledger_transactions"
  FOR EACH ROW EXECUTE FUNCTION "refuse_loss_of_ledger"();
CREATE TRIGGER "ledger_entries_append_only" BEFORE DELETE ON "ledger_entries"
  FOR EACH ROW EXECUTE FUNCTION "refuse_loss_of_ledger"();

-- By the provider of a payment (null: there is none, and nothing was to be paid), and where the money of a method is.
CREATE FUNCTION "method_of"("provider" TEXT) RETURNS "ledger_method" LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN "provider" IS NULL THEN 'FREE' WHEN "provider" = 'cash' THEN 'CASH' WHEN "provider" = 'card_terminal' THEN 'CARD_TERMINAL'
              ELSE 'ONLINE' END::"ledger_method"
$$;
CREATE FUNCTION "money_account"("method" "ledger_method") RETURNS "ledger_account" LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE "method" WHEN 'CASH' THEN 'CASH' WHEN 'CARD_TERMINAL' THEN 'CARD_TERMINAL' WHEN 'FREE' THEN 'WRITE_OFFS'
                       ELSE 'PROVIDER' END::"ledger_account"
$$;

-- The tax that is in an amount, rounded half up, as src/modules/pricing/rate.ts works it out.
CREATE FUNCTION "tax_in"("amount" BIGINT, "rate" INTEGER) RETURNS BIGINT LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN "rate" = 0 THEN 0
              ELSE div(2 * "amount"::numeric * "rate" + 100000 + "rate", 2 * (100000 + "rate")::numeric)::bigint END
$$;

-- A booking is confirmed: the money of its payment, against tickets, what a code took off them, fees, and the tax in all of it. Tax is
-- worked out per seat, and per row of places, as the lines of the booking are. What was taken off without a code was given away. What the
-- lines do not explain is in suspense.
CREATE FUNCTION "post_sale"("of_booking" TEXT, "at" TIMESTAMPTZ) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  "sale" BIGINT;
  "due" BIGINT;
  "paid_by" "ledger_method";
BEGIN
  INSERT INTO "ledger_transactions" ("kind", "method", "show_id", "booking_id", "payment_id", "currency", "posted_at")
  SELECT 'SALE', method_of("p"."provider"), "b"."show_id", "b"."id", "p"."id", "b"."currency", "at"
    FROM "bookings" "b" LEFT JOIN LATERAL (
           SELECT * FROM "payments"
            WHERE "booking_id" = "b"."id" AND "status" IN ('SUCCEEDED', 'REFUNDED')
              AND NOT EXISTS (SELECT FROM "refunds" WHERE "payment_id" = "payments"."id" AND "is_surplus")
            LIMIT 1) "p" ON TRUE
   WHERE "b"."id" = "of_booking"
  ON CONFLICT DO NOTHING
  RETURNING "id", "method", (SELECT "amount" FROM "payments" WHERE "id" = "payment_id") INTO "sale", "paid_by", "due";
  IF "sale" IS NULL THEN RETURN; END IF;

  INSERT INTO "ledger_entries" ("transaction_id", "position", "account", "amount", "quantity", "tier_id", "ticket_type_id",
                                "tax_rate", "description")
  WITH "line" AS (
    SELECT "value" AS "it", "value" ->> 'kind' AS "kind", ("value" ->> 'taxRate')::int AS "rate",
           row_number() OVER (PARTITION BY "value" ->> 'kind' ORDER BY "ordinality") - 1 AS "number"
      FROM "bookings" "b", jsonb_array_elements("b"."lines") WITH ORDINALITY WHERE "b"."id" = "of_booking"
  ), "ticket" AS (
    SELECT "tier_id", "ticket_type_id", 1 AS "quantity", "price", "price" - "discount" AS "reduced", coalesce("rate", 0) AS "rate"
      FROM "booked_seats" LEFT JOIN "line" ON "kind" = 'SEAT' AND "it" ->> 'seatId' = "seat_id"
     WHERE "booking_id" = "of_booking"
    UNION ALL
    SELECT "tier_id", "ticket_type_id", "quantity", "quantity" * "price", "quantity" * ("price" - "discount"), coalesce("rate", 0)
      FROM "booked_areas" LEFT JOIN "line" ON "kind" = 'AREA' AND "number" = "position"
     WHERE "booking_id" = "of_booking"
  ), "sold" AS (
    SELECT "tier_id", "ticket_type_id", "rate", sum("quantity")::int AS "quantity", sum("price")::bigint AS "full",
           sum("reduced")::bigint AS "reduced", sum(tax_in("price", "rate"))::bigint AS "full_tax",
           sum(tax_in("reduced", "rate"))::bigint AS "tax"
      FROM "ticket" GROUP BY 1, 2, 3
  ), "fee" AS (
    SELECT "it" ->> 'description' AS "name", "rate", sum(("it" ->> 'total')::bigint)::bigint AS "total",
           sum(("it" ->> 'tax')::bigint)::bigint AS "tax"
      FROM "line" WHERE "kind" = 'FEE' GROUP BY 1, 2
  ), "credit" AS (
    SELECT 1 AS "rank", 'TICKETS'::"ledger_account" AS "account", "full" - "full_tax" AS "amount", "quantity", "tier_id",
           "ticket_type_id", "rate", NULL::text AS "name" FROM "sold"
    UNION ALL
    SELECT 2, CASE WHEN "code_id" IS NULL THEN 'WRITE_OFFS' ELSE 'DISCOUNTS' END::"ledger_account", "reduced" - "full" - "tax" + "full_tax", 0,
           "tier_id", "ticket_type_id", "rate", NULL FROM "sold", "bookings" WHERE "id" = "of_booking"
    UNION ALL SELECT 3, 'FEES', "total" - "tax", 0, NULL, NULL, "rate", "name" FROM "fee"
    UNION ALL SELECT 4, 'TAX', "tax", 0, "tier_id", "ticket_type_id", "rate", NULL FROM "sold"
    UNION ALL SELECT 5, 'TAX', "tax", 0, NULL, NULL, "rate", "name" FROM "fee"
  ), "explained" AS (
    SELECT coalesce(sum("amount"), 0)::bigint AS "total" FROM "credit"
  ), "entry" AS (
    SELECT 0 AS "rank", money_account("paid_by") AS "account", coalesce("due", "total") AS "amount", 0 AS "quantity", NULL::text AS "tier_id",
           NULL::text AS "ticket_type_id", NULL::int AS "rate", NULL::text AS "name" FROM "explained"
    UNION ALL SELECT "rank", "account", -"amount", "quantity", "tier_id", "ticket_type_id", "rate", "name" FROM "credit"
    UNION ALL SELECT 6, 'SUSPENSE', "total" - coalesce("due", "total"), 0, NULL, NULL, NULL, NULL FROM "explained"
  )
  SELECT "sale", row_number() OVER (ORDER BY "rank", "name", "tier_id", "ticket_type_id", "rate") - 1, "account", "amount", "quantity",
         "tier_id", "ticket_type_id", "rate", "name"
    FROM "entry" WHERE "amount" <> 0 OR "quantity" <> 0;
END $$;

-- A booking that was sold has ended: its tickets are void. Where it was paid for, its money is what refunds move; where it was not,
-- nothing else takes back what was written off.
CREATE FUNCTION "post_cancellation"("of_booking" TEXT, "at" TIMESTAMPTZ) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  "sale" "ledger_transactions";
  "cancellation" BIGINT;
BEGIN
  SELECT * INTO "sale" FROM "ledger_transactions" WHERE "booking_id" = "of_booking" AND "kind" = 'SALE';
  IF NOT FOUND THEN RETURN; END IF;
  INSERT INTO "ledger_transactions" ("kind", "method", "show_id", "booking_id", "payment_id", "currency", "posted_at")
  VALUES ('CANCELLATION', "sale"."method", "sale"."show_id", "of_booking", "sale"."payment_id", "sale"."currency", "at")
  RETURNING "id" INTO "cancellation";
  INSERT INTO "ledger_entries" ("transaction_id", "position", "account", "amount", "quantity", "tier_id", "ticket_type_id",
                                "tax_rate", "description")
  SELECT "cancellation", "position", "account", CASE WHEN "sale"."payment_id" IS NULL THEN -"amount" ELSE 0 END, -"quantity", "tier_id",
         "ticket_type_id", "tax_rate", "description"
    FROM "ledger_entries"
   WHERE "transaction_id" = "sale"."id" AND ("sale"."payment_id" IS NULL OR "quantity" <> 0);
END $$;

-- Of a payment so much is back now, and was before. What is back is taken from each entry of the sale in proportion to it: rounded along
-- their running sum, so that all of them together are exactly what is back, and what is back in full leaves nothing of them.
CREATE FUNCTION "post_refund"("of_refund" TEXT, "before" BIGINT, "after" BIGINT, "at" TIMESTAMPTZ) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  "refund" "refunds";
  "payment" "payments";
  "sale" BIGINT;
  "back" BIGINT;
BEGIN
  SELECT * INTO STRICT "refund" FROM "refunds" WHERE "id" = "of_refund";
  SELECT * INTO STRICT "payment" FROM "payments" WHERE "id" = "refund"."payment_id";
  SELECT "id" INTO "sale" FROM "ledger_transactions"
   WHERE "booking_id" = "refund"."booking_id" AND "kind" = 'SALE' AND "payment_id" = "payment"."id";
  INSERT INTO "ledger_transactions" ("kind", "method", "show_id", "booking_id", "payment_id", "refund_id", "currency", "posted_at")
  SELECT CASE WHEN "after" > "before" THEN 'REFUND' ELSE 'REFUND_REVERSAL' END::"ledger_kind", method_of("payment"."provider"), "show_id",
         "id", "payment"."id", "of_refund", "payment"."currency", "at"
    FROM "bookings" WHERE "id" = "refund"."booking_id"
  RETURNING "id" INTO STRICT "back";

  INSERT INTO "ledger_entries" ("transaction_id", "position", "account", "amount", "tier_id", "ticket_type_id", "tax_rate",
                                "description")
  WITH "sold" AS (
    SELECT "entry".*, -sum("amount") OVER (ORDER BY "position") AS "upto"
      FROM "ledger_entries" "entry"
     WHERE "transaction_id" = "sale" AND "position" > 0 AND NOT "refund"."is_surplus"
  ), "share" AS (
    SELECT "sold".*, div("upto" * "after", "payment"."amount") - div("upto" * "before", "payment"."amount") AS "moved" FROM "sold"
  ), "entry" AS (
    SELECT 0 AS "position", money_account(method_of("payment"."provider")) AS "account", "before" - "after" AS "moved",
           NULL::text AS "tier_id", NULL::text AS "ticket_type_id", NULL::int AS "tax_rate", NULL::text AS "description"
    UNION ALL
    SELECT "position", "account", "moved" - coalesce(lag("moved") OVER (ORDER BY "position"), 0), "tier_id", "ticket_type_id", "tax_rate",
           "description"
      FROM "share"
    UNION ALL
    -- Of money that paid for nothing; and what no sale explains.
    SELECT 1, CASE WHEN "refund"."is_surplus" THEN 'SURPLUS' ELSE 'SUSPENSE' END::"ledger_account", "after" - "before", NULL, NULL, NULL, NULL
     WHERE NOT EXISTS (SELECT FROM "sold")
  )
  SELECT "back", "position", "account", "moved", "tier_id", "ticket_type_id", "tax_rate", "description" FROM "entry" WHERE "moved" <> 0;
END $$;

-- Money came that pays for nothing: too late, or twice. It is written down as what is to go back, with its refund.
CREATE FUNCTION "post_surplus"("of_refund" TEXT, "at" TIMESTAMPTZ) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  "surplus" BIGINT;
  "came" BIGINT;
  "came_by" "ledger_method";
BEGIN
  INSERT INTO "ledger_transactions" ("kind", "method", "show_id", "booking_id", "payment_id", "refund_id", "currency", "posted_at")
  SELECT 'SURPLUS', method_of("p"."provider"), "b"."show_id", "b"."id", "p"."id", "r"."id", "p"."currency", "at"
    FROM "refunds" "r" JOIN "payments" "p" ON "p"."id" = "r"."payment_id" JOIN "bookings" "b" ON "b"."id" = "r"."booking_id"
   WHERE "r"."id" = "of_refund"
  RETURNING "id", "method", (SELECT "amount" FROM "payments" WHERE "id" = "payment_id") INTO STRICT "surplus", "came_by", "came";
  INSERT INTO "ledger_entries" ("transaction_id", "position", "account", "amount")
  VALUES ("surplus", 0, money_account("came_by"), "came"), ("surplus", 1, 'SURPLUS', -"came");
END $$;

CREATE FUNCTION "post_booking"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."status" = 'CONFIRMED' THEN
    PERFORM post_sale(NEW."id", clock_timestamp());
  ELSE
    PERFORM post_cancellation(NEW."id", clock_timestamp());
  END IF;
  RETURN NULL;
END $$;
-- Each is made before it is confirmed. At the commit: by then the payment is there that pays for it, whichever was written first.
CREATE CONSTRAINT TRIGGER "bookings_posted" AFTER UPDATE OF "status" ON "bookings" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status" AND (OLD."status" = 'CONFIRMED' OR NEW."status" = 'CONFIRMED'))
  EXECUTE FUNCTION "post_booking"();

-- Called after the refund is counted in its payment: triggers go by their names.
CREATE FUNCTION "post_refund_change"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  "back" BIGINT;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW."is_surplus" THEN PERFORM post_surplus(NEW."id", clock_timestamp()); END IF;
    IF NEW."status" <> 'SUCCEEDED' THEN RETURN NULL; END IF;
  END IF;
  SELECT "refunded" INTO STRICT "back" FROM "payments" WHERE "id" = NEW."payment_id";
  PERFORM post_refund(NEW."id", "back" - CASE WHEN NEW."status" = 'SUCCEEDED' THEN NEW."amount" ELSE -NEW."amount" END, "back",
                      clock_timestamp());
  RETURN NULL;
END $$;
CREATE TRIGGER "refunds_posted" AFTER INSERT ON "refunds"
  FOR EACH ROW WHEN (NEW."is_surplus" OR NEW."status" = 'SUCCEEDED') EXECUTE FUNCTION "post_refund_change"();
CREATE TRIGGER "refunds_posted_again" AFTER UPDATE OF "status" ON "refunds"
  FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status" AND (OLD."status" = 'SUCCEEDED' OR NEW."status" = 'SUCCEEDED'))
  EXECUTE FUNCTION "post_refund_change"();

-- What is there already, in the order in which it happened. A booking that has tickets was sold; a refund that was made and came back has
-- moved nothing.
DO $$
DECLARE
  "done" RECORD;
BEGIN
  FOR "done" IN
    SELECT 1 AS "rank", "b"."id", "t"."sold_at" AS "at", NULL::bigint AS "before", NULL::bigint AS "after"
      FROM "bookings" "b" JOIN (
             SELECT "booking_id", min("created_at") AS "sold_at" FROM "tickets" GROUP BY 1) "t" ON "t"."booking_id" = "b"."id"
    UNION ALL
    SELECT 2, "b"."id", coalesce("t"."void_at", "b"."updated_at"), NULL, NULL
      FROM "bookings" "b" JOIN (
             SELECT "booking_id", max("voided_at") AS "void_at" FROM "tickets" GROUP BY 1) "t" ON "t"."booking_id" = "b"."id"
     WHERE "b"."status" <> 'CONFIRMED'
    UNION ALL
    SELECT 3, "id", "created_at", NULL, NULL FROM "refunds" WHERE "is_surplus"
    UNION ALL
    SELECT 4, "id", "updated_at", "upto" - "amount", "upto"
      FROM (SELECT *, sum("amount") OVER (PARTITION BY "payment_id" ORDER BY "updated_at", "id")::bigint AS "upto"
              FROM "refunds" WHERE "status" = 'SUCCEEDED') "made"
    ORDER BY 3, 1, 2
  LOOP
    CASE "done"."rank"
      WHEN 1 THEN PERFORM post_sale("done"."id", "done"."at");
      WHEN 2 THEN PERFORM post_cancellation("done"."id", "done"."at");
      WHEN 3 THEN PERFORM post_surplus("done"."id", "done"."at");
      ELSE PERFORM post_refund("done"."id", "done"."before", "done"."after", "done"."at");
    END CASE;
  END LOOP;
END $$;
