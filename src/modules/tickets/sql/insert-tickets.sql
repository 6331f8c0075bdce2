-- Tickets of a booking, in the transaction that confirms it.
-- $1 booking, $2 to $6 id, seat, code, row of the booking's areas and place in it of each. Locks: the rows that it adds. Returns nothing.
INSERT INTO tickets (id, booking_id, seat_id, code, area_position, place)
SELECT new.id, $1, new.seat_id, new.code, new.area_position, new.place
  FROM unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::int[]) AS new (id, seat_id, code, area_position, place)
