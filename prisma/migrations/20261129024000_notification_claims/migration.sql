-- Which claim has a notification: one whose answer was lost can be undone, and need not wait for its end.
ALTER TABLE "notifications" ADD COLUMN "claim_id" TEXT;
