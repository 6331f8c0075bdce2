-- What an organiser sets of how much one buyer may hold in a show at a time. NULL: as the server has it.
ALTER TABLE "shows" ADD COLUMN "limit_seats_per_lock" INTEGER CHECK ("limit_seats_per_lock" BETWEEN 1 AND 5000);
ALTER TABLE "shows" ADD COLUMN "limit_seats_per_buyer" INTEGER CHECK ("limit_seats_per_buyer" BETWEEN 1 AND 100000);
ALTER TABLE "shows" ADD COLUMN "limit_locks_per_buyer" INTEGER CHECK ("limit_locks_per_buyer" BETWEEN 1 AND 10000);
