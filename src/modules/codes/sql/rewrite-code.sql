-- Changes a code; how often it was used stays as it is.
-- $1 id, $2 its version before, $3 the code, $4 normalised, $5 to $7 percent, amount and price, $8 tiers, $9 ticket types, $10 and $11 how
-- many uses and tickets at most, $12 and $13 from when and until when it is valid, $14 the allotment that it opens.
-- Locks: the row. Returns id; nothing, and writes nothing, when it was changed meanwhile, has ended, or was used more often than it may be.
-- Fails with a unique violation of codes_normalised when the show has another code of that name.
UPDATE codes
   SET code = $3, normalised = $4, percent = $5, amount = $6, price = $7, tier_ids = $8, ticket_type_ids = $9, max_uses = $10,
       max_tickets = $11, valid_from = $12, valid_until = $13, allotment_id = $14, version = version + 1
 WHERE id = $1 AND version = $2 AND ended_at IS NULL AND coalesce(uses <= $10, TRUE) AND coalesce(tickets <= $11, TRUE)
RETURNING id
