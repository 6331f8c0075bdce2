-- Brings all times of a show forward, for tests of shops.
-- $1 show, $2 by how many milliseconds. Locks: the show's row.
-- Returns isSalesStart, isSalesEnd and isBeginning: what was still to come and is past then; no row when there is no such show.
WITH before AS (
  SELECT id, starts_at, sales_start_at, coalesce(sales_end_at, starts_at) AS sales_end_at,
         status NOT IN ('DRAFT', 'CANCELLED') AS is_told
    FROM shows WHERE id = $1 FOR NO KEY UPDATE
), moved AS (
  UPDATE shows
     SET starts_at = starts_at - $2::float8 * interval '1 millisecond',
         sales_start_at = sales_start_at - $2::float8 * interval '1 millisecond',
         sales_end_at = sales_end_at - $2::float8 * interval '1 millisecond',
         seat_rules_end_at = seat_rules_end_at - $2::float8 * interval '1 millisecond',
         updated_at = now()
   WHERE id = (SELECT id FROM before)
  RETURNING id, starts_at, sales_start_at, coalesce(sales_end_at, starts_at) AS sales_end_at
)
SELECT is_told AND coalesce(before.sales_start_at > now() AND moved.sales_start_at <= now(), false) AS "isSalesStart",
       is_told AND before.sales_end_at > now() AND moved.sales_end_at <= now() AS "isSalesEnd",
       is_told AND before.starts_at > now() AND moved.starts_at <= now() AS "isBeginning"
  FROM before JOIN moved USING (id)
