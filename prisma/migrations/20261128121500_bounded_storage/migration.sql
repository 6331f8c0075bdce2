-- The last word on the size of what is kept for a caller; the services check the same before they write.
DELETE FROM "idempotency_keys"
 WHERE char_length("principal_id") > 255 OR char_length("key") > 200 OR char_length("subject_id") > 100;
ALTER TABLE "idempotency_keys"
  ADD CONSTRAINT "idempotency_keys_sizes"
  CHECK (char_length("principal_id") <= 255 AND char_length("key") <= 200 AND char_length("subject_id") <= 100);

-- For the hourly clean-up of locks that ended without a booking.
CREATE INDEX "seat_locks_ended" ON "seat_locks" ("ended_at")
  WHERE "status" IN ('RELEASED', 'EXPIRED') AND "booked_at" IS NULL;
