-- Needs the CTE `picked` (id, seat_ids), the rows of seat_locks that are locked already, $4, ids for events, $6, how many bytes of seat
-- ids the holds of one event have together (one more may be in it), and $7, what each hold counts at least.
-- Returns id, part and actor of those that end now: as many as the events can tell of, one at least.
SELECT id, (bytes - 1) / $6::int AS part, NULL::text AS actor
  FROM (
    SELECT id, row_number() OVER (ORDER BY id) AS position,
           sum(greatest(octet_length(to_json(seat_ids)::text), $7::int)) OVER (ORDER BY id) AS bytes
      FROM picked
  ) AS weighed
 WHERE bytes <= cardinality($4::text[]) * $6::int OR position = 1
