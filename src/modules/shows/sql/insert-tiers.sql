-- The price tiers of a new show, in their order.
-- $1 show, $2 to $5 id, name, category and price of each. Locks: the rows that it adds. Returns nothing.
INSERT INTO price_tiers (show_id, position, id, name, category, price)
SELECT $1, tier.ordinality - 1, tier.id, tier.name, tier.category, tier.price
  FROM unnest($2::text[], $3::text[], $4::text[], $5::int8[]) WITH ORDINALITY AS tier (id, name, category, price)
