-- The payments that paid for a booking and its changes, as far as something of them can still be given back; and those that paid for nothing,
-- whose own refund did not succeed.
-- $1 booking, whose row the caller has locked. Locks: the rows of these payments. Returns paymentId, provider, amount (what is left), currency
-- and isSurplus (it paid for nothing) of each, in the order in which they are taken: those that paid for nothing last, the newest first.
SELECT id AS "paymentId", provider, amount - refunding - lost AS amount, currency,
       EXISTS (SELECT FROM refunds r WHERE r.payment_id = payments.id AND r.is_surplus) AS "isSurplus"
  FROM payments WHERE booking_id = $1 AND status = 'SUCCEEDED' AND refunding + lost < amount
 ORDER BY "isSurplus", created_at DESC, id DESC
   FOR NO KEY UPDATE
