-- Lists of shows by venue, organiser and status: without these, a filter that few shows meet reads all of them, by time.
CREATE INDEX "seating_plans_venue" ON "seating_plans" ("venue_id");
CREATE INDEX "shows_plan" ON "shows" ("plan_id");
CREATE INDEX "shows_organiser" ON "shows" ("organiser_id", "starts_at", "id");
CREATE INDEX "shows_status" ON "shows" ("status", "starts_at", "id");
