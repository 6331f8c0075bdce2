-- Writes down what a tick of a room has done, which the caller has locked.
-- $1 show, $2 its revision, $3 how many were admitted, $4 and ended, $5 the last place that was called, $6 up to when the pace is used, $7 the rate,
-- $8 in how many milliseconds the next tick is due, null: it is not. Locks: the room's row. Returns nothing.
UPDATE waiting_rooms
   SET revision = $2, waiting = waiting - $3::int, active = active + $3::int - $4::int, admitted = admitted + $3::int, called_place = $5,
       paced_at = $6, rate = $7, ticked_at = clock_timestamp(),
       next_tick_at = clock_timestamp() + $8::float8 * interval '1 millisecond'
 WHERE show_id = $1
