-- Takes the head, writes the records of holds and the states of their seats. Parameters as hold.sql has them. Where all holds are at the
-- door (at_door), the show need only be published, and neither closed nor cancelled.
-- Those that ask for an admission (asks_admission) need one where the show's waiting room is on: else this fails with 55W02.
-- Gives the CTEs `wanted`, the holds as they were asked for, `head` (base), and `hold` (id, expires_at) of those that were made.
wanted AS (
  SELECT * FROM json_to_recordset($3::json) AS hold (
    position int, id text, owner_id text, seat_ids text[], ticket_type_ids text[], code jsonb, token bigint, total bigint, prices_version int, ttl_ms int,
    excused_ids text[], allotted_ids text[], event_id text, areas jsonb, at_door boolean, asks_admission boolean)
), taking AS (
  SELECT (SELECT count(*)::int FROM wanted) AS count
    FROM shows
   WHERE id = $1
     AND (status = 'ON_SALE' AND (sales_start_at IS NULL OR sales_start_at <= now()) AND coalesce(sales_end_at, starts_at) > now()
          OR status IN ('ON_SALE', 'PAUSED') AND (SELECT bool_and(at_door) FROM wanted))
     AND NOT EXISTS (SELECT FROM wanted WHERE wanted.prices_version <> shows.prices_version)
     AND CASE WHEN EXISTS (SELECT FROM waiting_rooms WHERE show_id = $1 AND enabled AND opens_at <= now())
              THEN assert_admitted($1, ARRAY(SELECT owner_id FROM wanted WHERE asks_admission)) ELSE true END
), head AS (
  /* include parts/take-open-versions.sql */
), seen AS (
  SELECT * FROM json_to_recordset($5::json) AS choice (owner_id text, seat_ids text[], taken text[], own text[])
), judged AS (
  /* include parts/seats-as-seen.sql */
), hold AS (
  INSERT INTO seat_locks (id, show_id, owner_id, seat_ids, areas, ticket_type_ids, code, token, total, expires_at, extensions_left, excused_ids)
  SELECT id, $1, owner_id, seat_ids, areas, ticket_type_ids, code, token, total, now() + ttl_ms * interval '1 millisecond', $4, excused_ids
    FROM wanted, judged
  RETURNING id, expires_at
), held AS (
  INSERT INTO seat_states (show_id, seat_id, state, lock_id)
  SELECT $1, seat_id, 'LOCKED', wanted.id FROM wanted JOIN hold USING (id), unnest(wanted.seat_ids) AS seat_id
   WHERE (seat_id = ANY (wanted.allotted_ids)) IS NOT TRUE
)
