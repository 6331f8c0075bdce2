-- What an undecided payment waits for: the buyer, or the provider, for days. Null: it is not known, or soon decided.
ALTER TABLE "payments" ADD COLUMN "pending_reason" TEXT CHECK ("pending_reason" IN ('REQUIRES_ACTION', 'PROCESSING'));
ALTER TABLE "payments" ADD CONSTRAINT "payments_pending_reason" CHECK ("pending_reason" IS NULL OR "status" = 'PENDING');

-- A booking whose money is under way waits for payment without a deadline.
ALTER TABLE "bookings" DROP CONSTRAINT "bookings_deadline";
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_deadline" CHECK ("expires_at" IS NULL OR "status" = 'PENDING_PAYMENT');

-- Refunds that were made at the provider, in its dashboard, and not asked for here.
ALTER TABLE "refunds" ADD COLUMN "at_provider" BOOLEAN NOT NULL DEFAULT FALSE;

-- Payments that the buyer has the bank contest.
CREATE TABLE "payment_disputes" (
  "id" TEXT PRIMARY KEY,
  "payment_id" TEXT NOT NULL REFERENCES "payments" ("id"),
  "booking_id" TEXT NOT NULL REFERENCES "bookings" ("id"),
  "provider_reference" TEXT NOT NULL,
  "amount" BIGINT NOT NULL CHECK ("amount" BETWEEN 0 AND 9007199254740991),
  "currency" CHAR(3) NOT NULL CHECK ("currency" ~ '^[A-Z]{3}$'),
  -- In the provider's words.
  "reason" TEXT NOT NULL,
  "status" TEXT NOT NULL CHECK ("status" IN ('NEEDS_RESPONSE', 'UNDER_REVIEW', 'WON', 'LOST', 'CLOSED')),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  CONSTRAINT "payment_disputes_reference" UNIQUE ("payment_id", "provider_reference")
);
CREATE INDEX "payment_disputes_booking" ON "payment_disputes" ("booking_id");

-- The sandbox: charges that wait for the buyer or for days, refunds that are reversed, disputes, and webhooks about these.
ALTER TABLE "sandbox_charges" ADD COLUMN "pending_reason" TEXT;
ALTER TABLE "sandbox_charges" ADD COLUMN "disputed_at" TIMESTAMPTZ(3);
-- When the refund comes back.
ALTER TABLE "sandbox_refunds" ADD COLUMN "reversed_at" TIMESTAMPTZ(3);
CREATE TABLE "sandbox_webhooks" (
  "id" BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "payment_id" TEXT NOT NULL REFERENCES "sandbox_charges" ("payment_id") ON DELETE CASCADE,
  "body" JSONB NOT NULL,
  -- When what it tells happens.
  "tells_of" TIMESTAMPTZ(3) NOT NULL,
  -- When it is to be tried; moved on by a lease while one node delivers it.
  "due_at" TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX "sandbox_webhooks_due" ON "sandbox_webhooks" ("due_at");
CREATE INDEX "sandbox_webhooks_payment" ON "sandbox_webhooks" ("payment_id");
