-- The founding schema. Written by hand beside prisma/schema.prisma: see the comment there.

CREATE TYPE "show_status" AS ENUM ('DRAFT', 'ON_SALE', 'PAUSED', 'CLOSED', 'CANCELLED');
CREATE TYPE "held_seat_state" AS ENUM ('LOCKED', 'BOOKED', 'BLOCKED');
CREATE TYPE "seat_lock_status" AS ENUM ('ACTIVE', 'CONFIRMED', 'RELEASED', 'EXPIRED');
CREATE TYPE "booking_status" AS ENUM ('PENDING_PAYMENT', 'CONFIRMED', 'CANCELLED', 'EXPIRED', 'REFUNDED');
CREATE TYPE "payment_status" AS ENUM ('PENDING', 'SUCCEEDED', 'FAILED', 'REFUNDED');
CREATE TYPE "notification_status" AS ENUM ('QUEUED', 'SENT', 'FAILED');

CREATE TABLE "venues" (
  "id" TEXT PRIMARY KEY,
  "name" TEXT NOT NULL CHECK ("name" <> ''),
  "city" TEXT NOT NULL,
  "timezone" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);

CREATE TABLE "seating_plans" (
  "id" TEXT PRIMARY KEY,
  "venue_id" TEXT NOT NULL REFERENCES "venues" ("id"),
  "name" TEXT NOT NULL CHECK ("name" <> ''),
  "seat_count" INTEGER NOT NULL CHECK ("seat_count" > 0),
  "document" TEXT NOT NULL,
  "document_hash" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);

CREATE TABLE "plan_seats" (
  "plan_id" TEXT NOT NULL REFERENCES "seating_plans" ("id"),
  "id" TEXT NOT NULL CHECK ("id" <> ''),
  "ordinal" INTEGER NOT NULL,
  "zone" TEXT NOT NULL,
  "row" TEXT NOT NULL,
  "number" TEXT NOT NULL,
  "x" DOUBLE PRECISION NOT NULL,
  "y" DOUBLE PRECISION NOT NULL,
  "category" TEXT NOT NULL,
  "accessible" BOOLEAN NOT NULL,
  PRIMARY KEY ("plan_id", "id")
);

CREATE FUNCTION "refuse_change_of_immutable_row"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is immutable', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "seating_plans_immutable" BEFORE UPDATE ON "seating_plans"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_immutable_row"();
CREATE TRIGGER "plan_seats_immutable" BEFORE UPDATE ON "plan_seats"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_immutable_row"();

CREATE TABLE "shows" (
  "id" TEXT PRIMARY KEY,
  "plan_id" TEXT NOT NULL REFERENCES "seating_plans" ("id"),
  "title" TEXT NOT NULL CHECK ("title" <> ''),
  "status" "show_status" NOT NULL DEFAULT 'DRAFT',
  "currency" CHAR(3) NOT NULL CHECK ("currency" ~ '^[A-Z]{3}$'),
  "starts_at" TIMESTAMPTZ(3) NOT NULL,
  "sales_start_at" TIMESTAMPTZ(3),
  "sales_end_at" TIMESTAMPTZ(3),
  "organiser_id" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  CONSTRAINT "shows_rfc_3339" CHECK ("starts_at" >= '0001-01-01 00:00:00+00' AND "starts_at" < '10000-01-01 00:00:00+00'),
  CONSTRAINT "shows_sales_window" CHECK ("sales_end_at" > "sales_start_at")
);
CREATE INDEX "shows_starts_at_id" ON "shows" ("starts_at", "id");

CREATE TABLE "price_tiers" (
  "id" TEXT PRIMARY KEY,
  "show_id" TEXT NOT NULL REFERENCES "shows" ("id"),
  "name" TEXT NOT NULL CHECK ("name" <> ''),
  "category" TEXT NOT NULL,
  "price" BIGINT NOT NULL CHECK ("price" BETWEEN 0 AND 1000000000000),
  "position" INTEGER NOT NULL,
  UNIQUE ("show_id", "category")
);

CREATE TABLE "seat_maps" (
  "show_id" TEXT PRIMARY KEY REFERENCES "shows" ("id"),
  "version" INTEGER NOT NULL DEFAULT 0 CHECK ("version" >= 0),
  "epoch" INTEGER NOT NULL DEFAULT 0 CHECK ("epoch" >= 0)
) WITH (fillfactor = 50);

CREATE TABLE "seat_locks" (
  "id" TEXT PRIMARY KEY,
  "show_id" TEXT NOT NULL REFERENCES "shows" ("id"),
  "owner_id" TEXT NOT NULL,
  "seat_ids" TEXT[] NOT NULL CHECK (cardinality("seat_ids") > 0),
  "token" BIGINT NOT NULL,
  "status" "seat_lock_status" NOT NULL DEFAULT 'ACTIVE',
  "total" BIGINT NOT NULL CHECK ("total" BETWEEN 0 AND 9007199254740991),
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "extensions_left" INTEGER NOT NULL CHECK ("extensions_left" >= 0),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "booked_at" TIMESTAMPTZ(3),
  "ended_at" TIMESTAMPTZ(3),
  CONSTRAINT "seat_locks_token_unique" UNIQUE ("show_id", "token"),
  CONSTRAINT "seat_locks_ended" CHECK (("status" IN ('RELEASED', 'EXPIRED')) = ("ended_at" IS NOT NULL))
);
CREATE INDEX "seat_locks_owner" ON "seat_locks" ("owner_id", "created_at");
CREATE INDEX "seat_locks_due" ON "seat_locks" ("expires_at") WHERE "status" = 'ACTIVE' AND "booked_at" IS NULL;

CREATE TABLE "bookings" (
  "id" TEXT PRIMARY KEY,
  "reference" TEXT NOT NULL UNIQUE,
  "show_id" TEXT NOT NULL REFERENCES "shows" ("id"),
  "lock_id" TEXT NOT NULL UNIQUE REFERENCES "seat_locks" ("id"),
  "owner_id" TEXT NOT NULL,
  "status" "booking_status" NOT NULL DEFAULT 'PENDING_PAYMENT',
  "revision" INTEGER NOT NULL DEFAULT 1,
  "customer_name" TEXT NOT NULL CHECK ("customer_name" <> ''),
  "customer_email" TEXT NOT NULL CHECK ("customer_email" LIKE '%_@_%'),
  "customer_phone" TEXT,
  "total" BIGINT NOT NULL CHECK ("total" >= 0),
  "currency" CHAR(3) NOT NULL CHECK ("currency" ~ '^[A-Z]{3}$'),
  "expires_at" TIMESTAMPTZ(3),
  "cancel_reason" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  CONSTRAINT "bookings_deadline" CHECK (("status" = 'PENDING_PAYMENT') = ("expires_at" IS NOT NULL))
);
CREATE INDEX "bookings_owner" ON "bookings" ("owner_id", "created_at");
CREATE INDEX "bookings_show" ON "bookings" ("show_id");
CREATE INDEX "bookings_due" ON "bookings" ("expires_at") WHERE "status" = 'PENDING_PAYMENT';

CREATE TABLE "seat_states" (
  "show_id" TEXT NOT NULL REFERENCES "shows" ("id"),
  "seat_id" TEXT NOT NULL,
  "state" "held_seat_state" NOT NULL,
  "lock_id" TEXT REFERENCES "seat_locks" ("id"),
  "booking_id" TEXT REFERENCES "bookings" ("id"),
  "reason" TEXT,
  PRIMARY KEY ("show_id", "seat_id"),
  CONSTRAINT "seat_states_holder" CHECK (
    ("state" = 'LOCKED' AND "lock_id" IS NOT NULL)
    OR ("state" = 'BOOKED' AND "booking_id" IS NOT NULL)
    OR ("state" = 'BLOCKED' AND "lock_id" IS NULL AND "booking_id" IS NULL)
  )
);
CREATE INDEX "seat_states_lock" ON "seat_states" ("lock_id") WHERE "lock_id" IS NOT NULL;

CREATE TABLE "booked_seats" (
  "booking_id" TEXT NOT NULL REFERENCES "bookings" ("id"),
  "seat_id" TEXT NOT NULL,
  "show_id" TEXT NOT NULL REFERENCES "shows" ("id"),
  "plan_id" TEXT NOT NULL,
  "tier_id" TEXT NOT NULL REFERENCES "price_tiers" ("id"),
  "price" BIGINT NOT NULL CHECK ("price" >= 0),
  "active" BOOLEAN NOT NULL DEFAULT TRUE,
  PRIMARY KEY ("booking_id", "seat_id"),
  FOREIGN KEY ("plan_id", "seat_id") REFERENCES "plan_seats" ("plan_id", "id")
);
-- The last word on "one seat, one buyer".
CREATE UNIQUE INDEX "booked_seats_one_buyer" ON "booked_seats" ("show_id", "seat_id") WHERE "active";

CREATE TABLE "payments" (
  "id" TEXT PRIMARY KEY,
  "booking_id" TEXT NOT NULL REFERENCES "bookings" ("id"),
  "amount" BIGINT NOT NULL CHECK ("amount" >= 0),
  "currency" CHAR(3) NOT NULL CHECK ("currency" ~ '^[A-Z]{3}$'),
  "provider" TEXT NOT NULL,
  "provider_reference" TEXT,
  "status" "payment_status" NOT NULL DEFAULT 'PENDING',
  "failure_code" TEXT,
  "refund_requested_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  CONSTRAINT "payments_failure" CHECK ("status" <> 'FAILED' OR "failure_code" IS NOT NULL)
);
CREATE INDEX "payments_booking" ON "payments" ("booking_id");
-- A booking is being paid, or was paid, at most once.
CREATE UNIQUE INDEX "payments_one_per_booking" ON "payments" ("booking_id") WHERE "status" IN ('PENDING', 'SUCCEEDED');
CREATE INDEX "payments_pending" ON "payments" ("created_at") WHERE "status" = 'PENDING';
CREATE INDEX "payments_refund_due" ON "payments" ("refund_requested_at")
  WHERE "status" <> 'REFUNDED' AND "refund_requested_at" IS NOT NULL;

CREATE TABLE "tickets" (
  "id" TEXT PRIMARY KEY,
  "booking_id" TEXT NOT NULL REFERENCES "bookings" ("id"),
  "seat_id" TEXT NOT NULL,
  "code" TEXT NOT NULL UNIQUE,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "voided_at" TIMESTAMPTZ(3),
  UNIQUE ("booking_id", "seat_id"),
  FOREIGN KEY ("booking_id", "seat_id") REFERENCES "booked_seats" ("booking_id", "seat_id")
);

CREATE TABLE "outbox" (
  "id" BIGSERIAL PRIMARY KEY,
  "event_id" TEXT NOT NULL UNIQUE,
  "topic" TEXT NOT NULL,
  "key" TEXT NOT NULL,
  "type" TEXT NOT NULL,
  "payload" JSON NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "published_at" TIMESTAMPTZ(3)
);
CREATE INDEX "outbox_unpublished" ON "outbox" ("id") WHERE "published_at" IS NULL;
-- What a subscriber that comes back with a cursor has missed.
CREATE INDEX "outbox_seat_versions" ON "outbox" ("key", (("payload" ->> 'version')::integer)) WHERE "topic" = 'seat-events';
CREATE INDEX "outbox_published_at" ON "outbox" ("published_at") WHERE "published_at" IS NOT NULL;

-- Wakes the relay of whichever node is the active one; delivered at commit.
CREATE FUNCTION "announce_outbox"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('outbox', '');
  RETURN NULL;
END $$;
CREATE TRIGGER "outbox_announced" AFTER INSERT ON "outbox"
  FOR EACH STATEMENT EXECUTE FUNCTION "announce_outbox"();

CREATE TABLE "processed_events" (
  "consumer" TEXT NOT NULL,
  "event_id" TEXT NOT NULL,
  "processed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  PRIMARY KEY ("consumer", "event_id")
);

CREATE TABLE "idempotency_keys" (
  "principal_id" TEXT NOT NULL,
  "key" TEXT NOT NULL,
  "operation" TEXT NOT NULL,
  "request_hash" TEXT NOT NULL,
  "subject_id" TEXT NOT NULL,
  "answer" JSONB,
  "lease_expires_at" TIMESTAMPTZ(3) NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  PRIMARY KEY ("principal_id", "key")
);
CREATE INDEX "idempotency_keys_age" ON "idempotency_keys" ("created_at");

CREATE TABLE "notifications" (
  "id" TEXT PRIMARY KEY,
  "event_id" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "channel" TEXT NOT NULL CHECK ("channel" IN ('email', 'sms')),
  "booking_id" TEXT NOT NULL REFERENCES "bookings" ("id"),
  "recipient" TEXT NOT NULL,
  "status" "notification_status" NOT NULL DEFAULT 'QUEUED',
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "next_attempt_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "last_error" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "sent_at" TIMESTAMPTZ(3),
  UNIQUE ("event_id", "channel")
);
CREATE INDEX "notifications_due" ON "notifications" ("next_attempt_at") WHERE "status" = 'QUEUED';

CREATE TABLE "show_metrics" (
  "show_id" TEXT PRIMARY KEY REFERENCES "shows" ("id"),
  "bookings_created" INTEGER NOT NULL DEFAULT 0,
  "bookings_confirmed" INTEGER NOT NULL DEFAULT 0,
  "bookings_cancelled" INTEGER NOT NULL DEFAULT 0,
  "bookings_expired" INTEGER NOT NULL DEFAULT 0,
  "bookings_refunded" INTEGER NOT NULL DEFAULT 0,
  "seats_sold" INTEGER NOT NULL DEFAULT 0,
  "revenue" BIGINT NOT NULL DEFAULT 0,
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);

CREATE TABLE "sandbox_charges" (
  "payment_id" TEXT PRIMARY KEY,
  "reference" TEXT NOT NULL UNIQUE,
  "amount" BIGINT NOT NULL,
  "currency" CHAR(3) NOT NULL,
  "outcome" TEXT NOT NULL CHECK ("outcome" IN ('SUCCEEDED', 'FAILED')),
  "failure_code" TEXT,
  "settled_at" TIMESTAMPTZ(3) NOT NULL,
  "webhooks_left" INTEGER NOT NULL CHECK ("webhooks_left" >= 0),
  "webhook_due_at" TIMESTAMPTZ(3),
  "refunded_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
CREATE INDEX "sandbox_charges_due" ON "sandbox_charges" ("webhook_due_at") WHERE "webhooks_left" > 0;

CREATE TABLE "secrets" (
  "name" TEXT PRIMARY KEY,
  "value" TEXT NOT NULL
);

-- The last word on states: what is not in the table of transitions does not happen, whoever writes.
CREATE FUNCTION "refuse_illegal_transition"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD."status"::text || ' > ' || NEW."status"::text) <> ALL (TG_ARGV) THEN
    RAISE EXCEPTION '% can not go from % to %', TG_TABLE_NAME, OLD."status", NEW."status" USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "shows_transitions" BEFORE UPDATE OF "status" ON "shows"
  FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status")
  EXECUTE FUNCTION "refuse_illegal_transition"(
    'DRAFT > ON_SALE', 'DRAFT > CANCELLED', 'ON_SALE > PAUSED', 'ON_SALE > CLOSED', 'ON_SALE > CANCELLED',
    'PAUSED > ON_SALE', 'PAUSED > CLOSED', 'PAUSED > CANCELLED', 'CLOSED > CANCELLED');
CREATE TRIGGER "seat_locks_transitions" BEFORE UPDATE OF "status" ON "seat_locks"
  FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status")
  EXECUTE FUNCTION "refuse_illegal_transition"('ACTIVE > CONFIRMED', 'ACTIVE > RELEASED', 'ACTIVE > EXPIRED');
CREATE TRIGGER "bookings_transitions" BEFORE UPDATE OF "status" ON "bookings"
  FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status")
  EXECUTE FUNCTION "refuse_illegal_transition"(
    'PENDING_PAYMENT > CONFIRMED', 'PENDING_PAYMENT > CANCELLED', 'PENDING_PAYMENT > EXPIRED', 'CONFIRMED > CANCELLED',
    'CANCELLED > REFUNDED', 'EXPIRED > REFUNDED');
CREATE TRIGGER "payments_transitions" BEFORE UPDATE OF "status" ON "payments"
  FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status")
  EXECUTE FUNCTION "refuse_illegal_transition"(
    'PENDING > SUCCEEDED', 'PENDING > FAILED', 'SUCCEEDED > REFUNDED', 'FAILED > REFUNDED');
