-- The one query that compares seats with what a choice was judged by.
-- Needs the CTEs `head`, the locked head of the map of the show ($1), and `seen` (owner_id, seat_ids, taken, own), a row for each choice
-- that was judged. Whatever changes seats after it must read from it, so that it comes first.
-- Returns base, as head has it. Fails with SW001 when seats are not as they were seen.
SELECT head.base, count(assert_seats_as_seen($1, seen.owner_id, seen.seat_ids, seen.taken, seen.own)) AS judged
  FROM head LEFT JOIN seen ON true
 GROUP BY head.base
