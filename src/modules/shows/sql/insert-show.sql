-- A new show, a DRAFT.
-- $1 show, $2 plan, $3 title, $4 currency, $5 to $7 when it starts, and its sales start and end, $8 organiser, $9 to $11 the rule of
-- orphans, the shortest run, and when the rule ends, $12 to $14 seats per lock and per buyer and locks per buyer, null: as the server has them, $15 to $18
-- until when buyers may give tickets back, the fee for each, the rate of the tax in it, and whether fees are kept, $19 and $20
-- until when they may exchange them, and the fee for each. Locks: the row that it adds. Returns nothing.
INSERT INTO shows (id, plan_id, title, currency, starts_at, sales_start_at, sales_end_at, organiser_id, orphan_rule,
                   minimum_run, seat_rules_end_at, limit_seats_per_lock, limit_seats_per_buyer, limit_locks_per_buyer,
                   returns_until, return_fee, change_fee_tax_rate, keeps_fees, exchanges_until, exchange_fee)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::orphan_rule, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
