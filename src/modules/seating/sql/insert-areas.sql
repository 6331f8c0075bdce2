-- Areas of a plan, in its order: a list for each column.
-- $1 plan, $2 to $6 the columns of each. Locks: the rows that it adds. Returns nothing.
INSERT INTO plan_areas (plan_id, ordinal, id, zone, name, category, capacity)
SELECT $1, area.ordinality - 1, area.id, zone, name, category, capacity
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::int[])
    WITH ORDINALITY AS area (id, zone, name, category, capacity)
