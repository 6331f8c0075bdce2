-- Writes names and prices of a show's tiers; the caller has locked the show's row.
-- $1 show, $2 to $4 id, name and price of each, null: as it is. Locks: the rows of the tiers. Returns nothing.
UPDATE price_tiers tier SET name = coalesce(change.name, tier.name), price = coalesce(change.price, tier.price)
  FROM unnest($2::text[], $3::text[], $4::int8[]) AS change (id, name, price)
 WHERE tier.id = change.id AND tier.show_id = $1
