-- A choice of seats that was judged by the seats beside it (the orphan rule) is only written down while those are as they were seen.

-- Called once the head of the show's map is locked, within the statement that locked it. It is VOLATILE, so that each query in it sees
-- what was committed until then; the statement itself sees what was committed when it began.
-- True when, of the seats, those in "own" are LOCKED by the buyer, those in "taken" are somebody's, and the others are free;
-- else it raises SW001, and the statement has done nothing.
CREATE FUNCTION "assert_seats_as_seen"("of_show" TEXT, "buyer" TEXT, "seats" TEXT[], "taken" TEXT[], "own" TEXT[])
RETURNS boolean LANGUAGE plpgsql VOLATILE STRICT SET search_path FROM CURRENT AS $$
DECLARE
  as_seen boolean;
BEGIN
  SELECT count(*) = cardinality(taken) + cardinality(own)
         AND coalesce(bool_and(state.seat_id = ANY (
               CASE WHEN state.state = 'LOCKED' AND hold.owner_id = buyer THEN own ELSE taken END)), true)
    INTO as_seen
    FROM seat_states AS state LEFT JOIN seat_locks AS hold ON hold.id = state.lock_id
   WHERE state.show_id = of_show AND state.seat_id = ANY (seats);
  IF NOT as_seen THEN
    RAISE EXCEPTION 'seats were taken or freed since the choice was judged' USING ERRCODE = 'SW001';
  END IF;
  RETURN true;
END $$;
