-- Makes these the prices of tiers for ticket types after the first; the tiers' other ones go. The caller has locked the show's row.
-- $1 the tiers, $2 to $4 tier, type and price of each. Locks: the rows that it adds, changes and deletes. Returns nothing.
WITH wanted AS (
  SELECT * FROM unnest($2::text[], $3::text[], $4::int8[]) AS wanted (tier_id, ticket_type_id, price)
), gone AS (
  DELETE FROM ticket_prices AS present
   WHERE tier_id = ANY ($1::text[])
     AND NOT EXISTS (SELECT FROM wanted WHERE wanted.tier_id = present.tier_id AND wanted.ticket_type_id = present.ticket_type_id)
)
INSERT INTO ticket_prices (tier_id, ticket_type_id, price)
SELECT tier_id, ticket_type_id, price FROM wanted
    ON CONFLICT (tier_id, ticket_type_id) DO UPDATE SET price = excluded.price
