-- Changes what the seats and places of a hold that runs are to be sold as. The map stays as it is: there is no version and no event.
-- $1 show, $2 hold, $3 and $4 its seats and ticket types before: with others, nothing is written, $5 and $6 its ticket types and total
-- after, $7 the version of the prices that the total was worked out by, $8 the promo code that it has: with another one, nothing is written,
-- $9 its places before (JSON, or null): with others, nothing is written, $10 those after: as many of each area.
-- Locks: the hold in seat_locks. Returns id; nothing, and writes nothing, when the hold does not run (any more), or the show has other prices.
UPDATE seat_locks SET ticket_type_ids = $5, areas = $10::jsonb, total = $6
 WHERE id = $2 AND show_id = $1 AND status = 'ACTIVE' AND booked_at IS NULL AND expires_at > now() AND seat_ids = $3
   AND ticket_type_ids = $4 AND areas IS NOT DISTINCT FROM $9::jsonb AND code IS NOT DISTINCT FROM $8::jsonb
   AND $7 = (SELECT prices_version FROM shows WHERE id = $1)
RETURNING id
