-- Writes names, prices and tax rates of a show's tiers; the caller has locked the show's row.
-- $1 show, $2 to $5 id, name, price and tax rate of each, null: as it is. Locks: the rows of the tiers. Returns nothing.
UPDATE price_tiers tier
   SET name = coalesce(change.name, tier.name), price = coalesce(change.price, tier.price),
       tax_rate = coalesce(change.tax_rate, tier.tax_rate)
  FROM unnest($2::text[], $3::text[], $4::int8[], $5::int4[]) AS change (id, name, price, tax_rate)
 WHERE tier.id = change.id AND tier.show_id = $1
