-- Whoever changes a show waits for a tick of its room that is under way, which has seen the show as it was, and may put the room to rest. So the
-- room's row is taken whatever it has been before.
CREATE OR REPLACE FUNCTION "wake_waiting_room"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "waiting_rooms" SET "next_tick_at" = now() WHERE "show_id" = NEW."id";
  RETURN NULL;
END $$;
