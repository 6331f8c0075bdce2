-- Ends holds and frees their seats; those of an allotment return to it.
-- Needs the CTE `ending` (id, part, actor), the rows of seat_locks that are locked already, and $3, the status that they get. Holds of one `part` share a version and its event, whose id is the next one of $4.
-- The holds are locked first, then the show's head, then the seats: everyone who ends holds goes in this order. Rows are found
-- by their keys (`= ANY (ARRAY(…))`), never by a join: its plan rests on what the planner believes of tables that have just grown
-- by an on-sale, and a wrong belief is a loop over all held seats for each hold.
-- A hold whose seats were exchanged since the statement began is left alone (its new seats can't be seen here).
-- Returns a row for each event (lock_ids, seat_ids, blocked_seat_ids, version), then one for each hold left alone (lock_ids alone).
ended AS (
  UPDATE seat_locks AS hold SET status = $3::seat_lock_status, ended_at = now()
   WHERE hold.id = ANY (ARRAY(SELECT id FROM ending))
     AND hold.seat_ids = (SELECT seen.seat_ids FROM seat_locks AS seen WHERE seen.id = hold.id)
  RETURNING hold.id, hold.seat_ids
), numbered AS (
  SELECT id, ended.seat_ids, actor, dense_rank() OVER (ORDER BY part)::int AS position FROM ended JOIN ending USING (id)
), taking AS (
  SELECT coalesce(max(position), 0) AS count FROM numbered
), head AS (
  /* include parts/take-versions.sql */
), freed AS (
  DELETE FROM seat_states AS state
   WHERE state.show_id = $1 AND state.seat_id = ANY (ARRAY(SELECT unnest(seat_ids) FROM ended, head)) AND state.state = 'LOCKED'
  RETURNING seat_id, allotment_id
), returned AS (
  /* include parts/return-to-allotments.sql */
), told AS (
  SELECT position, ($4::text[])[position] AS event_id, base + position AS version,
         coalesce(array_agg(seat_id) FILTER (WHERE seat_id NOT IN (SELECT seat_id FROM returned)), '{}') AS seat_ids,
         NULL::text[] AS unlocked_seat_ids,
         array_agg(seat_id) FILTER (WHERE seat_id IN (SELECT seat_id FROM returned)) AS blocked_seat_ids,
         array_agg(DISTINCT id) AS lock_ids, min(actor) AS actor, NULL::timestamptz AS expires_at
    FROM numbered, head, unnest(seat_ids) AS seat_id GROUP BY position, base
), event AS (
  /* include parts/write-events.sql */
)
SELECT lock_ids, seat_ids, blocked_seat_ids, version FROM told
 UNION ALL SELECT ARRAY[id], NULL, NULL, NULL FROM ending WHERE id NOT IN (SELECT id FROM ended)
 ORDER BY version
