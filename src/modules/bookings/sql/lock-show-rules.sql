-- $1 show. Locks its row against changes, not against readers. Returns status, startsAt and its rules for buyers who change or cancel their
-- bookings, as they are now.
SELECT status::text, starts_at AS "startsAt", returns_until AS "returnsUntil", return_fee AS "returnFee", exchanges_until AS "exchangesUntil",
       exchange_fee AS "exchangeFee", change_fee_tax_rate AS "feeTaxRate", keeps_fees AS "keepsFees"
  FROM shows WHERE id = $1 FOR SHARE
