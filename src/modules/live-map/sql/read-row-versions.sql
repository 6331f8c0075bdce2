-- $1 ids of locks and bookings. Locks nothing. Returns id, and version: a text that is another one after each change of the lock, or
-- of the booking or its payments.
SELECT id, xmin::text AS version FROM seat_locks WHERE id = ANY ($1::text[])
UNION ALL
SELECT b.id, concat_ws(' ', b.xmin, (SELECT string_agg(p.xmin::text, ' ' ORDER BY p.id) FROM payments p WHERE p.booking_id = b.id))
  FROM bookings b WHERE b.id = ANY ($1::text[])
