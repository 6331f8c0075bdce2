-- The payments that paid for bookings and their changes, as far as something of them can still be given back; and those that paid for nothing,
-- whose own refund did not succeed.
-- $1 bookings, whose rows the caller has locked. Locks: the rows of these payments. Returns bookingId, paymentId, provider, amount (what is
-- left), currency, isSurplus (it paid for nothing) and isDisputed (the buyer has the bank contest it, and the money may go that way) of
-- each; of a booking in the order in which they are taken: those that paid for nothing last, the newest first.
SELECT booking_id AS "bookingId", id AS "paymentId", provider, amount - refunding - lost AS amount, currency,
       EXISTS (SELECT FROM refunds r WHERE r.payment_id = payments.id AND r.is_surplus) AS "isSurplus",
       EXISTS (SELECT FROM payment_disputes d WHERE d.payment_id = payments.id AND d.status IN ('NEEDS_RESPONSE', 'UNDER_REVIEW')) AS "isDisputed"
  FROM payments WHERE booking_id = ANY ($1::text[]) AND status = 'SUCCEEDED' AND refunding + lost < amount
 ORDER BY booking_id, "isSurplus", created_at DESC, id DESC
   FOR NO KEY UPDATE
