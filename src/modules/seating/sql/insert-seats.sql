-- Seats of a plan, in its order: a list for each column.
-- $1 plan, $2 the ordinal of the first, $3 to $13 the columns of each. Locks: the rows that it adds. Returns nothing.
INSERT INTO plan_seats (plan_id, ordinal, id, zone, row, number, x, y, category, accessible, companion, segment, place)
SELECT $1, $2 + seat.ordinality - 1, seat.id, zone, row, number, x, y, category, accessible, companion, segment, place
  FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::float8[], $9::text[], $10::bool[],
              $11::bool[], $12::int[], $13::int[])
    WITH ORDINALITY AS seat (id, zone, row, number, x, y, category, accessible, companion, segment, place)
