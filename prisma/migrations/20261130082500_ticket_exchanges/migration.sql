-- Exchanges of tickets: the lock that holds the new seats for a quote. No foreign key: a lock that has ended is forgotten by itself.
ALTER TABLE "booking_changes" ADD COLUMN "lock_id" TEXT;
