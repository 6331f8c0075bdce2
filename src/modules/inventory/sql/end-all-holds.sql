-- Ends holds of a show that does not take place, whatever their deadline, of which no booking was made. Those that end together share
-- versions and events.
-- $1 show, $2 the event (seat.unlocked), $3 RELEASED, $4 ids for the events, $5 how many holds at most, $6 how many bytes of seat
-- ids the holds of one event have together (one more may be in it), $7 what each hold counts at least.
-- Locks: the holds in seat_locks, but those that another statement has locked; then the show's head in seat_maps; then the rows of
-- seats that it deletes.
-- Returns what parts/end-holds.sql returns. Not more events than there are ids for; one at least, where there is a hold.
WITH picked AS (
  SELECT id, seat_ids FROM seat_locks
   WHERE show_id = $1 AND status = 'ACTIVE' AND booked_at IS NULL
   ORDER BY expires_at LIMIT $5::int FOR UPDATE SKIP LOCKED
), ending AS (
  /* include parts/ending-together.sql */
), /* include parts/end-holds.sql */
