-- What the tier was called when the seat was booked. NULL in bookings of nodes of earlier releases: they go by the name that it has now.
ALTER TABLE "booked_seats" ADD COLUMN "tier_name" TEXT CHECK ("tier_name" <> '');
