-- What each of a lock's seats is to be sold as, in their order. Empty: as the show's first ticket type, or it has none.
ALTER TABLE "seat_locks" ADD COLUMN "ticket_type_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "seat_locks" ADD CONSTRAINT "seat_locks_ticket_types"
  CHECK (cardinality("ticket_type_ids") IN (0, cardinality("seat_ids")));
