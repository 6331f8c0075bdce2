-- The price tiers of a new show, in their order.
-- $1 show, $2 to $6 id, name, category, price and tax rate of each. Locks: the rows that it adds. Returns nothing.
INSERT INTO price_tiers (show_id, position, id, name, category, price, tax_rate)
SELECT $1, tier.ordinality - 1, tier.id, tier.name, tier.category, tier.price, tier.tax_rate
  FROM unnest($2::text[], $3::text[], $4::text[], $5::int8[], $6::int4[])
       WITH ORDINALITY AS tier (id, name, category, price, tax_rate)
