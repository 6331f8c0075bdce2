-- Bookings that were never paid are forgotten after a while.

-- Which of them have ended, by when.
CREATE INDEX "bookings_ended" ON "bookings" ("updated_at") WHERE "status" IN ('CANCELLED', 'EXPIRED');

-- PostgreSQL looks for what still points to a booking that is deleted.
CREATE INDEX "seat_states_booking" ON "seat_states" ("booking_id") WHERE "booking_id" IS NOT NULL;
CREATE INDEX "notifications_booking" ON "notifications" ("booking_id");
