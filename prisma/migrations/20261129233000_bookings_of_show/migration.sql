-- The bookings of a show in the order in which they were made, for its organiser; what was found by the index on the show alone is
-- found by this one.
CREATE INDEX "bookings_of_show" ON "bookings" ("show_id", "id");
DROP INDEX "bookings_show";
