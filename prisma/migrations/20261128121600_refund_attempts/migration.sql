-- A refund that the provider refuses is tried with growing pauses, and at last left to a person.
ALTER TABLE "payments"
  ADD COLUMN "refund_attempts" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "refund_due_at" TIMESTAMPTZ(3),
  ADD COLUMN "refund_failed_at" TIMESTAMPTZ(3),
  ADD COLUMN "refund_error" TEXT;

UPDATE "payments" SET "refund_due_at" = "refund_requested_at"
 WHERE "status" <> 'REFUNDED' AND "refund_requested_at" IS NOT NULL;

DROP INDEX "payments_refund_due";
CREATE INDEX "payments_refund_due" ON "payments" ("refund_due_at")
  WHERE "status" <> 'REFUNDED' AND "refund_due_at" IS NOT NULL AND "refund_failed_at" IS NULL;
CREATE INDEX "payments_refund_failed" ON "payments" ("refund_failed_at")
  WHERE "status" <> 'REFUNDED' AND "refund_failed_at" IS NOT NULL;
