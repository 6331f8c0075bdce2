-- The payment that paid for a booking, if something of it can still be given back.
-- $1 booking, whose row the caller has locked. Locks: the payment's row. Returns paymentId, provider, amount (what is left) and
-- currency; no row where nothing is.
SELECT id AS "paymentId", provider, amount - refunding AS amount, currency
  FROM payments WHERE booking_id = $1 AND status = 'SUCCEEDED' AND refunding < amount
   FOR NO KEY UPDATE
