-- Maps whose next change is in PostgreSQL and does not wait to be published any more.
-- $1 and $2 show and version of each map. Locks nothing. Returns showId of those.
SELECT map.show_id AS "showId" FROM unnest($1::text[], $2::int[]) AS map (show_id, version)
  JOIN seat_maps head USING (show_id)
 WHERE head.version > map.version
   AND NOT EXISTS (SELECT FROM outbox JOIN outbox_pending ON outbox_id = id
                    WHERE topic = 'seat-events' AND key = map.show_id
                      AND (payload->>'version')::integer = map.version + 1)
