-- Holds places of a show for buyers: the records of the holds, the states of the seats, a version and an event for each.
-- $1 show, $2 the event (seat.locked), $3 the holds (JSON), $4 how often each may be extended, $5 what those that were judged were
-- judged by (JSON).
-- Seats that a hold has from allotments it is to be given by take-allotted.sql afterwards: here they get no row.
-- Locks: the show's head in seat_maps, then the rows that it adds.
-- Returns version, expiresAt of each, in their order; nothing, and writes nothing, when the show is not on sale at that moment, or
-- its prices are not those that a total was worked out by.
-- Fails with a unique violation, nothing written: of seat_states_pkey when a seat is held, of seat_locks_pkey when a hold is there;
-- with SW001, nothing written, when seats are not as they were seen.
WITH wanted AS (
  SELECT * FROM json_to_recordset($3::json) AS hold (
    position int, id text, owner_id text, seat_ids text[], ticket_type_ids text[], code jsonb, token bigint, total bigint, prices_version int, ttl_ms int,
    excused_ids text[], allotted_ids text[], event_id text)
), taking AS (
  SELECT (SELECT count(*)::int FROM wanted) AS count
    FROM shows
   WHERE id = $1 AND status = 'ON_SALE'
     AND (sales_start_at IS NULL OR sales_start_at <= now())
     AND coalesce(sales_end_at, starts_at) > now()
     AND NOT EXISTS (SELECT FROM wanted WHERE wanted.prices_version <> shows.prices_version)
), head AS (
  /* include parts/take-versions.sql */
), seen AS (
  SELECT * FROM json_to_recordset($5::json) AS choice (owner_id text, seat_ids text[], taken text[], own text[])
), judged AS (
  /* include parts/seats-as-seen.sql */
), hold AS (
  INSERT INTO seat_locks (id, show_id, owner_id, seat_ids, ticket_type_ids, code, token, total, expires_at, extensions_left, excused_ids)
  SELECT id, $1, owner_id, seat_ids, ticket_type_ids, code, token, total, now() + ttl_ms * interval '1 millisecond', $4, excused_ids
    FROM wanted, judged
  RETURNING id, expires_at
), held AS (
  INSERT INTO seat_states (show_id, seat_id, state, lock_id)
  SELECT $1, seat_id, 'LOCKED', wanted.id FROM wanted JOIN hold USING (id), unnest(wanted.seat_ids) AS seat_id
   WHERE (seat_id = ANY (wanted.allotted_ids)) IS NOT TRUE
), told AS (
  SELECT position, event_id, base + position AS version, seat_ids, NULL::text[] AS unlocked_seat_ids, NULL::text[] AS blocked_seat_ids, ARRAY[id] AS lock_ids,
         owner_id AS actor, expires_at
    FROM wanted JOIN hold USING (id), head
), event AS (
  /* include parts/write-events.sql */
)
SELECT version, expires_at AS "expiresAt" FROM told ORDER BY position
