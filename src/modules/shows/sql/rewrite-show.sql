-- Writes title, times, seat rules and limits of a show, unless another change came between.
-- $1 show, $2 its version as it was read, $3 title, $4 to $6 when it starts, and its sales start and end, $7 to $9 the rule of orphans,
-- the shortest run, and when the rule ends, $10 to $12 seats per lock and per buyer and locks per buyer, null: as the server has them,
-- $13 to $16 until when buyers may give tickets back, the fee for each, the rate of the tax in it, and whether fees are kept,
-- $17 and $18 until when they may exchange them, and the fee for each. Locks: the show's row. Returns id; no row when it has another version.
UPDATE shows
   SET title = $3, starts_at = $4, sales_start_at = $5, sales_end_at = $6, orphan_rule = $7::orphan_rule,
       minimum_run = $8, seat_rules_end_at = $9, limit_seats_per_lock = $10, limit_seats_per_buyer = $11,
       limit_locks_per_buyer = $12, returns_until = $13, return_fee = $14, change_fee_tax_rate = $15, keeps_fees = $16,
       exchanges_until = $17, exchange_fee = $18, updated_at = now()
 WHERE id = $1 AND version = $2 RETURNING id
