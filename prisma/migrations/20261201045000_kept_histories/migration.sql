-- What becomes of a booking and was not kept so far: who cancelled it, which refunds failed before they were tried again, and that its customer
-- was corrected. No person is in it: accounts as they are in bookings, and the names of fields.

-- Who cancelled it; null: the product, or it was not kept.
ALTER TABLE "bookings" ADD COLUMN "cancelled_by" TEXT;

CREATE TABLE "booking_corrections" (
  "id" BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "booking_id" TEXT NOT NULL REFERENCES "bookings" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "actor_id" TEXT NOT NULL,
  -- What of the customer: `name`, `email`, `phone`, `locale`.
  "fields" TEXT[] NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
CREATE INDEX "booking_corrections_booking" ON "booking_corrections" ("booking_id");

CREATE TABLE "refund_failures" (
  "id" BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "refund_id" TEXT NOT NULL REFERENCES "refunds" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "failure_code" TEXT NOT NULL,
  "failed_at" TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX "refund_failures_refund" ON "refund_failures" ("refund_id");

-- Whoever takes a refund up again: that it had failed is known from then on by this.
CREATE FUNCTION "keep_refund_failure"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "refund_failures" ("refund_id", "failure_code", "failed_at") VALUES (OLD."id", coalesce(OLD."failure_code", ''), OLD."updated_at");
  RETURN NULL;
END $$;
CREATE TRIGGER "refunds_tried_again" AFTER UPDATE OF "status" ON "refunds"
  FOR EACH ROW WHEN (OLD."status" = 'FAILED' AND NEW."status" <> 'FAILED') EXECUTE FUNCTION "keep_refund_failure"();
