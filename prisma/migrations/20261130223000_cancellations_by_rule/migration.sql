-- A buyer cancels a booking as the rules of its show allow: all of its tickets are given back, and fees are kept of what was paid. It is
-- the last change of the booking, which ends with it.

-- What of the money that was left is kept, minor units; null: the booking stands.
ALTER TABLE "booking_changes" ADD COLUMN "kept" BIGINT CHECK ("kept" BETWEEN 0 AND 9007199254740991);
ALTER TABLE "booking_changes" ADD CONSTRAINT "booking_changes_ending" CHECK ("kept" IS NULL OR ("applied_at" IS NOT NULL AND "charge" = 0));
CREATE UNIQUE INDEX "booking_changes_one_ending" ON "booking_changes" ("booking_id") WHERE "kept" IS NOT NULL;

-- What the ending moves: the fees of the booking become those that are kept, by name and tax rate; the rest of what goes back is taken from
-- what the ledger has of its tickets, in proportion to each entry, rounded along their running sum. Refunds that are under way, and money that
-- the bank has taken, were of tickets, too: they find there what they take. Debits are positive; nothing where it can't be explained so:
-- then its refund takes it from tickets and fees.
CREATE FUNCTION "moved_by_ending"("of_change" TEXT)
RETURNS TABLE ("account" "ledger_account", "amount" BIGINT, "tier_id" TEXT, "ticket_type_id" TEXT, "tax_rate" INTEGER, "description" TEXT,
               "is_less" BOOLEAN)
LANGUAGE plpgsql STABLE AS $$
DECLARE
  "change" "booking_changes";
  "others" NUMERIC;
  "of_fees" NUMERIC;
  "goes" NUMERIC;
BEGIN
  SELECT * INTO STRICT "change" FROM "booking_changes" WHERE "id" = "of_change";
  SELECT -coalesce(sum("k"."amount") FILTER (WHERE "k"."description" IS NULL), 0),
         -coalesce(sum("k"."amount") FILTER (WHERE "k"."description" IS NOT NULL), 0)
    INTO "others", "of_fees" FROM kept_of("change"."booking_id") "k";
  SELECT "of_fees" - coalesce(sum(("l" ->> 'total')::bigint), 0) INTO "of_fees"
    FROM jsonb_array_elements("change"."terms" -> 'lines') "l" WHERE "l" ->> 'kind' = 'FEE';
  "goes" := "change"."refund" - "of_fees";
  IF "goes" < 0 OR "goes" > greatest("others", 0) THEN RETURN; END IF;

  RETURN QUERY
  WITH "ticket" AS (
    SELECT "k".*, -sum("k"."amount") OVER "by_key" AS "upto", row_number() OVER "by_key" AS "number"
      FROM kept_of("change"."booking_id") "k" WHERE "k"."description" IS NULL
    WINDOW "by_key" AS (ORDER BY "k"."account", "k"."tier_id", "k"."ticket_type_id", "k"."tax_rate")
  ), "share" AS (
    SELECT "t".*, CASE WHEN "others" = 0 THEN 0 ELSE floor("t"."upto" * "goes" / "others") END AS "gone" FROM "ticket" "t"
  ), "fee" AS (
    SELECT 'FEES'::"ledger_account" AS "account", ("l" ->> 'tax')::bigint - ("l" ->> 'total')::bigint AS "amount",
           ("l" ->> 'taxRate')::int AS "rate", "l" ->> 'description' AS "name"
      FROM jsonb_array_elements("change"."terms" -> 'lines') "l" WHERE "l" ->> 'kind' = 'FEE'
    UNION ALL
    SELECT 'TAX', -("l" ->> 'tax')::bigint, ("l" ->> 'taxRate')::int, "l" ->> 'description'
      FROM jsonb_array_elements("change"."terms" -> 'lines') "l" WHERE "l" ->> 'kind' = 'FEE'
    UNION ALL
    SELECT "k"."account", -"k"."amount", "k"."tax_rate", "k"."description"
      FROM kept_of("change"."booking_id") "k" WHERE "k"."description" IS NOT NULL
  ), "of_name" AS (
    SELECT "f"."account", sum("f"."amount")::bigint AS "amount", "f"."rate", "f"."name" FROM "fee" "f" GROUP BY 1, 3, 4
  )
  SELECT "s"."account", ("s"."gone" - coalesce(lag("s"."gone") OVER (ORDER BY "s"."number"), 0))::bigint, "s"."tier_id", "s"."ticket_type_id",
         "s"."tax_rate", NULL::text, TRUE
    FROM "share" "s"
  UNION ALL
  SELECT "o"."account", "o"."amount", NULL, NULL, "o"."rate", "o"."name", sum("o"."amount") OVER (PARTITION BY "o"."rate", "o"."name") > 0
    FROM "of_name" "o";
END $$;

-- As a change of a booking that stands is posted: what it has no more, against what is to go back; and what is kept instead, out of that.
CREATE FUNCTION "post_ending"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  "sale" "ledger_transactions";
  "moves" JSONB;
  "posted" BIGINT;
  "of_kind" "ledger_kind";
BEGIN
  SELECT * INTO "sale" FROM "ledger_transactions" WHERE "booking_id" = NEW."booking_id" AND "kind" = 'SALE';
  IF NOT FOUND THEN RETURN NULL; END IF;
  -- Both are of what was posted before either.
  SELECT jsonb_agg(to_jsonb("m")) INTO "moves" FROM moved_by_ending(NEW."id") "m" WHERE "m"."amount" <> 0;
  IF "moves" IS NULL THEN RETURN NULL; END IF;
  FOREACH "of_kind" IN ARRAY ARRAY['RETURN', 'EXCHANGE']::"ledger_kind"[] LOOP
    CONTINUE WHEN NOT EXISTS (
      SELECT FROM jsonb_array_elements("moves") "m" WHERE ("m" ->> 'is_less')::boolean = ("of_kind" = 'RETURN'));
    INSERT INTO "ledger_transactions" ("kind", "method", "show_id", "booking_id", "payment_id", "currency", "posted_at")
    VALUES ("of_kind", "sale"."method", "sale"."show_id", NEW."booking_id", "sale"."payment_id", "sale"."currency", clock_timestamp())
    RETURNING "id" INTO "posted";
    INSERT INTO "ledger_entries" ("transaction_id", "position", "account", "amount", "tier_id", "ticket_type_id", "tax_rate", "description")
    WITH "own" AS (
      SELECT "m".* FROM jsonb_to_recordset("moves") AS "m" (
               "account" "ledger_account", "amount" BIGINT, "tier_id" TEXT, "ticket_type_id" TEXT, "tax_rate" INTEGER, "description" TEXT,
               "is_less" BOOLEAN)
       WHERE "m"."is_less" = ("of_kind" = 'RETURN')
    ), "entry" AS (
      SELECT 0 AS "rank", 'SURPLUS'::"ledger_account" AS "account", -sum("o"."amount")::bigint AS "amount", NULL::text AS "tier_id",
             NULL::text AS "ticket_type_id", NULL::int AS "tax_rate", NULL::text AS "description" FROM "own" "o"
      UNION ALL
      SELECT 1, "o"."account", "o"."amount", "o"."tier_id", "o"."ticket_type_id", "o"."tax_rate", "o"."description" FROM "own" "o"
    )
    SELECT "posted", row_number() OVER (ORDER BY "rank", "account", "description", "tier_id", "ticket_type_id", "tax_rate") - 1, "account", "amount",
           "tier_id", "ticket_type_id", "tax_rate", "description"
      FROM "entry" WHERE "amount" <> 0;
  END LOOP;
  RETURN NULL;
END $$;
-- At the commit, before the booking's own end is posted: this is written first.
CREATE CONSTRAINT TRIGGER "booking_changes_ended" AFTER INSERT ON "booking_changes" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW."kept" IS NOT NULL) EXECUTE FUNCTION "post_ending"();
