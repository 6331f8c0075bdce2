-- The last change of a booking: all of its tickets are given back, and it ends with it. A trigger posts it at the commit.
-- $1 its id, $2 booking, whose row the caller has locked, $3 show, $4 who asked, $5 what it makes of the booking (JSON), $6 what goes back, $7 what
-- is kept of the money that was left. Locks: the row that it adds. Returns nothing.
INSERT INTO booking_changes (id, booking_id, show_id, actor_id, number, terms, refund, kept, expires_at, applied_at)
SELECT $1, $2, $3, $4, count(*), $5::jsonb, $6, $7, now(), now()
  FROM booking_changes WHERE booking_id = $2 AND applied_at IS NOT NULL
