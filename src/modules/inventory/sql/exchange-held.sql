-- Exchanges seats of a hold that runs, in one version of the map with one event; its deadline stays.
-- $1 show, $2 the event (seat.locked, or seat.unlocked when seats are only given back), $3 hold, $4 its seats before: with others,
-- nothing is written, $5 its seats after, $6 its total after, $7 the seats that are added, $8 those that are given back, $9 the event's id,
-- $10 what it was judged by (JSON), if it was, $11 the free seats that are excused with it; null: those that were before,
-- $12 the version of the prices that the total was worked out by; null: not compared, $13 the ticket types before: with others, nothing
-- is written, $14 those after, $15 those of the added seats that are of allotments: take-allotted.sql takes them afterwards,
-- $16 the promo code that it has: with another one, nothing is written.
-- Locks: the hold in seat_locks, then the show's head in seat_maps, then the rows of seats that it deletes and adds.
-- Returns version and blocked_seat_ids (given back, and returned to their allotments; null: none); nothing, and writes nothing, when the
-- hold does not run (any more), or the show has other prices.
-- Fails with a unique violation of seat_states_pkey, nothing written, when an added seat is held; with SW001, nothing written,
-- when seats are not as they were seen.
WITH hold AS (
  UPDATE seat_locks SET seat_ids = $5, ticket_type_ids = $14, total = $6, excused_ids = coalesce($11::text[], excused_ids)
   WHERE id = $3 AND show_id = $1 AND status = 'ACTIVE' AND booked_at IS NULL AND expires_at > now() AND seat_ids = $4
     AND ticket_type_ids = $13 AND code IS NOT DISTINCT FROM $16::jsonb
     AND ($12::int IS NULL OR $12 = (SELECT prices_version FROM shows WHERE id = $1))
  RETURNING id, owner_id, expires_at
), taking AS (
  SELECT count(*)::int AS count FROM hold
), head AS (
  /* include parts/take-versions.sql */
), seen AS (
  SELECT * FROM json_to_recordset($10::json) AS choice (owner_id text, seat_ids text[], taken text[], own text[])
), judged AS (
  /* include parts/seats-as-seen.sql */
), freed AS (
  DELETE FROM seat_states AS state USING hold, judged
   WHERE state.show_id = $1 AND state.lock_id = hold.id AND state.seat_id = ANY ($8::text[])
  RETURNING seat_id, allotment_id
), returned AS (
  /* include parts/return-to-allotments.sql */
), back AS (
  SELECT array_agg(seat_id) FILTER (WHERE seat_id NOT IN (SELECT seat_id FROM returned)) AS freed_ids,
         array_agg(seat_id) FILTER (WHERE seat_id IN (SELECT seat_id FROM returned)) AS blocked_ids
    FROM unnest($8::text[]) AS seat_id
), held AS (
  INSERT INTO seat_states (show_id, seat_id, state, lock_id)
  SELECT $1, seat_id, 'LOCKED', hold.id FROM hold, judged, unnest($7::text[]) AS seat_id WHERE seat_id <> ALL ($15::text[])
), told AS (
  SELECT 1 AS position, $9::text AS event_id, base + 1 AS version,
         CASE WHEN cardinality($7::text[]) > 0 THEN $7::text[] ELSE coalesce(freed_ids, '{}') END AS seat_ids,
         freed_ids AS unlocked_seat_ids, blocked_ids AS blocked_seat_ids,
         ARRAY[id] AS lock_ids, owner_id AS actor, expires_at
    FROM hold, head, back
), event AS (
  /* include parts/write-events.sql */
)
SELECT version, blocked_seat_ids FROM told
