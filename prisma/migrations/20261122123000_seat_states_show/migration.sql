-- A row here is written by a statement that has changed the show's head in seat_maps, which refers to the show; shows are
-- never deleted. Looking each of them up again for every seat was a quarter of PostgreSQL's work for a lock.
ALTER TABLE "seat_states" DROP CONSTRAINT "seat_states_show_id_fkey";
