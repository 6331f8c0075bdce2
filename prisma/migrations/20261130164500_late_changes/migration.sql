-- Money that paid for nothing and has gone back: where it was for a change of a booking its customer is told, and it is looked for.
CREATE INDEX "refunds_surplus" ON "refunds" ("updated_at") WHERE "is_surplus" AND "status" = 'SUCCEEDED';
