-- A waiting room in which nobody waits and nobody is admitted has no ticks. What may give it something to do again makes one due, and a tick that
-- comes due earlier is told to the workers, which sleep.

CREATE FUNCTION "tell_waiting_rooms"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('waiting_rooms', '');
  RETURN NULL;
END $$;
CREATE TRIGGER "waiting_rooms_made" AFTER INSERT ON "waiting_rooms"
  FOR EACH ROW WHEN (NEW."next_tick_at" IS NOT NULL) EXECUTE FUNCTION "tell_waiting_rooms"();
CREATE TRIGGER "waiting_rooms_due_earlier" AFTER UPDATE OF "next_tick_at" ON "waiting_rooms"
  FOR EACH ROW WHEN (NEW."next_tick_at" < OLD."next_tick_at" OR (OLD."next_tick_at" IS NULL AND NEW."next_tick_at" IS NOT NULL))
  EXECUTE FUNCTION "tell_waiting_rooms"();

-- Whether the show sells, and until when, is a matter of its row alone: whoever changes that wakes its room.
CREATE FUNCTION "wake_waiting_room"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "waiting_rooms" SET "next_tick_at" = now() WHERE "show_id" = NEW."id" AND ("next_tick_at" IS NULL OR "next_tick_at" > now());
  RETURN NULL;
END $$;
CREATE TRIGGER "shows_wake_waiting_room" AFTER UPDATE OF "status", "starts_at", "sales_start_at", "sales_end_at" ON "shows"
  FOR EACH ROW WHEN ((OLD."status", OLD."starts_at", OLD."sales_start_at", OLD."sales_end_at")
                     IS DISTINCT FROM (NEW."status", NEW."starts_at", NEW."sales_start_at", NEW."sales_end_at"))
  EXECUTE FUNCTION "wake_waiting_room"();
