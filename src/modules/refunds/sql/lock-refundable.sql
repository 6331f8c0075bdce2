-- The payment that paid for a booking, if something of it can still be given back; else one that paid for nothing, whose own refund did not
-- succeed.
-- $1 booking, whose row the caller has locked. Locks: the rows of such payments. Returns paymentId, provider, amount (what is left), currency
-- and isSurplus (it paid for nothing), of the one to take first; no row where nothing is left.
SELECT id AS "paymentId", provider, amount - refunding AS amount, currency,
       EXISTS (SELECT FROM refunds r WHERE r.payment_id = payments.id AND r.is_surplus) AS "isSurplus"
  FROM payments WHERE booking_id = $1 AND status = 'SUCCEEDED' AND refunding < amount
 ORDER BY "isSurplus", created_at, id
   FOR NO KEY UPDATE
