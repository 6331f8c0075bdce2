-- Applies a promo code to a hold that runs, or takes it off. The map stays as it is: there is no version and no event.
-- $1 show, $2 hold, $3 to $5 its seats, ticket types and code before: with others, nothing is written, $6 and $7 its code and total after,
-- $8 the version of the prices that the total was worked out by, $9 its places (JSON, or null): with others, nothing is written.
-- Locks: the hold in seat_locks. Returns id; nothing, and writes nothing, when the hold does not run (any more), or the show has other prices.
UPDATE seat_locks SET code = $6::jsonb, total = $7
 WHERE id = $2 AND show_id = $1 AND status = 'ACTIVE' AND booked_at IS NULL AND expires_at > now() AND seat_ids = $3
   AND ticket_type_ids = $4 AND areas IS NOT DISTINCT FROM $9::jsonb AND code IS NOT DISTINCT FROM $5::jsonb AND $8 = (SELECT prices_version FROM shows WHERE id = $1)
RETURNING id
