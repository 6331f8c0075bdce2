-- What changes of a booking were to give back and could not, and the bank has not given to the buyer either.
-- $1 booking, whose row the caller has locked. Locks nothing. Returns amount.
SELECT coalesce(sum(failed - least(failed, lost, left_of_it)), 0)::bigint AS amount
  FROM (SELECT p.lost, p.amount - p.refunded AS left_of_it, sum(r.amount) AS failed
          FROM refunds r JOIN payments p ON p.id = r.payment_id
         WHERE r.booking_id = $1 AND r.change_id IS NOT NULL AND r.status = 'FAILED' GROUP BY p.id) AS each
