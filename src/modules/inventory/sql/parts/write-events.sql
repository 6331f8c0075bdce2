-- The one statement that writes seat events to the outbox.
-- Needs $2, the event as seat-event.ts made it, and the CTE `told`, a row for each event: position, event_id, version, seat_ids,
-- unlocked_seat_ids, blocked_seat_ids, areas, unlocked_areas (JSON), lock_ids, actor, expires_at. Fields that are null in $2 are filled from
-- there; those without a value are left out. Beside it $2 has the traceparent of all events, or traceparents by their ids, where they are traced.
INSERT INTO outbox (event_id, topic, key, type, payload, traceparent)
SELECT told.event_id, draft.topic, draft.key, draft.type, filled.payload,
       coalesce(draft.traceparents ->> told.event_id, draft.traceparent)
  FROM told,
       json_to_record($2::json) AS draft (topic text, key text, type text, payload json, traceparent text, traceparents json),
       LATERAL (
         SELECT json_strip_nulls(json_object_agg(field.name, CASE WHEN json_typeof(field.value) <> 'null' THEN field.value
                  ELSE CASE field.name
                    WHEN 'event_id' THEN to_json(told.event_id)
                    WHEN 'occurred_at' THEN to_json(to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
                    WHEN 'version' THEN to_json(told.version)
                    WHEN 'seat_ids' THEN to_json(told.seat_ids)
                    WHEN 'unlocked_seat_ids' THEN to_json(told.unlocked_seat_ids)
                    WHEN 'blocked_seat_ids' THEN to_json(told.blocked_seat_ids)
                    WHEN 'areas' THEN told.areas
                    WHEN 'unlocked_areas' THEN told.unlocked_areas
                    WHEN 'lock_id' THEN CASE cardinality(told.lock_ids) WHEN 1 THEN to_json(told.lock_ids[1]) END
                    WHEN 'lock_ids' THEN CASE cardinality(told.lock_ids) WHEN 1 THEN NULL ELSE to_json(told.lock_ids) END
                    WHEN 'actor' THEN to_json(told.actor)
                    WHEN 'expires_at' THEN to_json(to_char(told.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
                  END END ORDER BY field.position)) AS payload
           FROM json_each(draft.payload) WITH ORDINALITY AS field (name, value, position)
       ) AS filled
 ORDER BY told.position
