-- How a booking, whose row the caller has locked, stands with its customer.
-- $1 booking. Locks nothing. Returns wasPaid, isOwed (some of the money is not back), hasFailed (a refund failed, and was not made
-- since) and isPartlyBack (money that had paid for it is back). A payment that was given up and then taken after all has a refund.
SELECT count(*) > 0 AS "wasPaid", coalesce(bool_or(p.status <> 'REFUNDED'), false) AS "isOwed",
       EXISTS (SELECT FROM refunds r WHERE r.booking_id = $1 AND r.status <> 'SUCCEEDED' AND r.failure_code IS NOT NULL) AS "hasFailed",
       EXISTS (SELECT FROM refunds r WHERE r.booking_id = $1 AND r.status = 'SUCCEEDED' AND NOT r.is_surplus) AS "isPartlyBack"
  FROM payments p
 WHERE p.booking_id = $1
   AND (p.status IN ('SUCCEEDED', 'REFUNDED') OR EXISTS (SELECT FROM refunds r WHERE r.payment_id = p.id))
