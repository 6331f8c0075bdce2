-- Past changes of a show's map, out of the outbox, which all nodes share.
-- $1 show, $2 only versions behind this one, $3 and up to this one. Locks nothing. Returns payload: the events that are still there,
-- the newest first.
SELECT payload FROM outbox
 WHERE topic = 'seat-events' AND key = $1
   AND (payload ->> 'version')::integer > $2 AND (payload ->> 'version')::integer <= $3
 ORDER BY (payload ->> 'version')::integer DESC
