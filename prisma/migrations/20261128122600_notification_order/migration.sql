-- Not needed any more: neither sent nor failed.
ALTER TYPE "notification_status" ADD VALUE 'OBSOLETE';

ALTER TABLE "notifications"
  -- Whose organiser sees it when it can't be delivered.
  ADD COLUMN "show_id" TEXT,
  -- The booking's: notifications of one booking and channel are sent in this order.
  ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 0,
  -- How many of the attempts were answered with a refusal for good.
  ADD COLUMN "refusals" INTEGER NOT NULL DEFAULT 0,
  -- Since when attempts fail; attempts while a server is away do not count.
  ADD COLUMN "failing_since" TIMESTAMPTZ(3),
  -- When it was queued last: once more when an organiser has it sent again.
  ADD COLUMN "queued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  ADD COLUMN "given_up_at" TIMESTAMPTZ(3);

UPDATE "notifications" n
   SET "show_id" = b."show_id",
       "queued_at" = n."created_at",
       "given_up_at" = CASE WHEN n."status" = 'FAILED' THEN now() END,
       "revision" = CASE n."kind" WHEN 'order' THEN 1 WHEN 'ticket' THEN 2 WHEN 'refund' THEN 4 ELSE 3 END
  FROM "bookings" b WHERE b."id" = n."booking_id";
ALTER TABLE "notifications" ALTER COLUMN "show_id" SET NOT NULL;

DROP INDEX "notifications_due";
CREATE INDEX "notifications_due" ON "notifications" ("channel", "next_attempt_at") WHERE "status" = 'QUEUED';
CREATE INDEX "notifications_in_order" ON "notifications" ("booking_id", "channel", "revision") WHERE "status" = 'QUEUED';
CREATE INDEX "notifications_undelivered" ON "notifications" ("show_id", "id") WHERE "status" IN ('QUEUED', 'FAILED');
