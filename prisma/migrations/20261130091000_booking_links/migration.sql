-- Links to a booking that its customer was sent are signed with this number: those with another one have ended.
ALTER TABLE "bookings" ADD COLUMN "link_version" INTEGER NOT NULL DEFAULT 1;
