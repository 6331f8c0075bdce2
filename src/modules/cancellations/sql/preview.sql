-- What would go back if a show were cancelled now with its bookings: by what is paid and not asked back, and what the ledger has of fees. By
-- the rule of fees_left(), for all bookings at once: called for each of 4,000 that takes twenty times as long (2 s).
-- $1 show, $2 what of the money goes back. Locks nothing. Returns bookings, unpaid (of these), refunds and amount (minor units), of these
-- refundsByHand and amountByHand (paid at the box office), disputed (refunds that wait for the organiser), and kept (minor units).
WITH booking AS (
  SELECT id, status FROM bookings WHERE show_id = $1 AND status IN ('PENDING_PAYMENT', 'CONFIRMED')
), payment AS (
  -- The newest first, as refunds take them.
  SELECT p.id, p.booking_id, p.provider, p.amount - p.refunding - p.lost AS amount,
         sum(p.amount - p.refunding - p.lost) OVER (PARTITION BY p.booking_id) AS of_booking,
         sum(p.amount - p.refunding - p.lost) OVER (PARTITION BY p.booking_id ORDER BY p.created_at DESC, p.id DESC) AS up_to
    FROM booking JOIN payments p ON p.booking_id = booking.id
   WHERE booking.status = 'CONFIRMED' AND p.status = 'SUCCEEDED' AND p.refunding + p.lost < p.amount
     AND NOT EXISTS (SELECT FROM refunds r WHERE r.payment_id = p.id AND r.is_surplus)
), posted AS (
  SELECT t.booking_id, -coalesce(sum(e.amount) FILTER (WHERE e.description IS NOT NULL), 0) AS fees, -sum(e.amount) AS all_of_it
    FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
   WHERE t.show_id = $1 AND $2 = 'WITHOUT_FEES' AND e.tax_rate IS NOT NULL
   GROUP BY 1
), asked AS (
  SELECT booking_id, sum(amount) AS amount
    FROM refunds WHERE booking_id IN (SELECT booking_id FROM payment) AND NOT is_surplus AND status = 'PENDING' AND NOT keeps_fees AND change_id IS NULL
   GROUP BY 1
), back AS (
  SELECT payment.id, payment.provider, payment.amount AS kept_or_back,
         CASE $2 WHEN 'FULL' THEN payment.amount WHEN 'NONE' THEN 0
              ELSE greatest(0, least(payment.amount, of_booking - up_to + payment.amount - coalesce(
                     fees - CASE WHEN all_of_it = 0 THEN 0 ELSE div(fees * least(coalesce(asked.amount, 0), all_of_it), all_of_it) END, 0))) END::bigint AS amount,
         EXISTS (SELECT FROM payment_disputes d
                  WHERE d.payment_id = payment.id AND d.status IN ('NEEDS_RESPONSE', 'UNDER_REVIEW')) AS is_disputed
    FROM payment LEFT JOIN posted ON posted.booking_id = payment.booking_id LEFT JOIN asked ON asked.booking_id = payment.booking_id
)
SELECT (SELECT count(*) FROM booking)::int AS bookings, (SELECT count(*) FROM booking WHERE status = 'PENDING_PAYMENT')::int AS unpaid,
       count(*) FILTER (WHERE amount > 0)::int AS refunds, coalesce(sum(amount), 0)::bigint AS amount,
       count(*) FILTER (WHERE amount > 0 AND provider IN ('cash', 'card_terminal'))::int AS "refundsByHand",
       coalesce(sum(amount) FILTER (WHERE provider IN ('cash', 'card_terminal')), 0)::bigint AS "amountByHand",
       count(*) FILTER (WHERE amount > 0 AND is_disputed)::int AS disputed,
       coalesce(sum(kept_or_back - amount), 0)::bigint AS kept
  FROM back
