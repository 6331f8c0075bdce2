-- Tickets of a booking, in the transaction that confirms it.
-- $1 booking, $2 to $4 id, seat and code of each. Locks: the rows that it adds. Returns nothing.
INSERT INTO tickets (id, booking_id, seat_id, code)
SELECT new.id, $1, new.seat_id, new.code FROM unnest($2::text[], $3::text[], $4::text[]) AS new (id, seat_id, code)
