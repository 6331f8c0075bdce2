-- A dismissed event stays known for a day: caches that were away when it was refused have to forget what it has made old.
ALTER TABLE "outbox_refused" ADD COLUMN "dismissed_at" TIMESTAMPTZ(3);
