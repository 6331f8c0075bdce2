-- Changes what the seats and places of a hold that runs are to be sold as, and by which promo code. The map stays as it is: there is no
-- version and no event.
-- $1 show, $2 hold, $3 to $6 its seats, ticket types, code and places (both JSON, or null) before: with others, nothing is written, $7 to
-- $9 its ticket types, code and places after: as many of each area, $10 its total after, $11 the version of the prices that the total was
-- worked out by.
-- Locks: the hold in seat_locks. Returns id; nothing, and writes nothing, when the hold does not run (any more), or the show has other prices.
UPDATE seat_locks SET ticket_type_ids = $7, code = $8::jsonb, areas = $9::jsonb, total = $10
 WHERE id = $2 AND show_id = $1 AND status = 'ACTIVE' AND booked_at IS NULL AND expires_at > now() AND seat_ids = $3
   AND ticket_type_ids = $4 AND code IS NOT DISTINCT FROM $5::jsonb AND areas IS NOT DISTINCT FROM $6::jsonb
   AND $11 = (SELECT prices_version FROM shows WHERE id = $1)
RETURNING id
