-- Holds seats of a show for buyers: the records of the holds, the states of the seats, a version and an event for each.
-- $1 show, $2 the event (seat.locked), $3 the holds (JSON), $4 how often each may be extended, $5 what those that were judged were
-- judged by (JSON).
-- Seats that a hold has from allotments it is to be given by take-allotted.sql afterwards: here they get no row.
-- Locks: the show's head in seat_maps, then the rows that it adds.
-- Returns version, expiresAt of each, in their order; nothing, and writes nothing, when the show is not on sale at that moment, or
-- its prices are not those that a total was worked out by.
-- Fails with a unique violation, nothing written: of seat_states_pkey when a seat is held, of seat_locks_pkey when a hold is there;
-- with SW001, nothing written, when seats are not as they were seen; with 55W02 when an owner is not admitted by the waiting room.
WITH /* include parts/hold.sql */, told AS (
  SELECT position, event_id, base + position AS version, seat_ids, NULL::text[] AS unlocked_seat_ids,
         NULL::text[] AS blocked_seat_ids, NULL::json AS areas, NULL::json AS unlocked_areas, ARRAY[id] AS lock_ids,
         owner_id AS actor, expires_at
    FROM wanted JOIN hold USING (id), head
), event AS (
  /* include parts/write-events.sql */
)
SELECT version, expires_at AS "expiresAt" FROM told ORDER BY position
