-- Makes a code of a show, which has not too many already.
-- $1 id, $2 show, $3 the code, $4 normalised, $5 to $7 percent, amount and price, $8 tiers, $9 ticket types, $10 and $11 how many uses and
-- tickets at most, $12 and $13 from when and until when it is valid, $14 the allotment that it opens, $15 how many codes a show may have.
-- Locks: the row that it adds. Returns id; nothing, and writes nothing, when the show has as many as it may have.
-- Fails with a unique violation of codes_normalised when the show has that code.
INSERT INTO codes (id, show_id, code, normalised, percent, amount, price, tier_ids, ticket_type_ids, max_uses, max_tickets, valid_from,
                   valid_until, allotment_id)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
 WHERE (SELECT count(*) FROM codes WHERE show_id = $2) < $15
RETURNING id
