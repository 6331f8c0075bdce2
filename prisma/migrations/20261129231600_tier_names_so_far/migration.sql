-- What was booked before keeps the name that its tier has now. A migration of its own, so that the table is not locked meanwhile.
UPDATE "booked_seats" AS seat SET "tier_name" = tier."name" FROM "price_tiers" AS tier WHERE tier."id" = seat."tier_id";
