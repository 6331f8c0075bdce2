-- $1 the code of those that the bank's taking the money has ended. Locks nothing. Returns count: refunds that failed, or were given up, and wait
-- for a person. Of what a lost dispute has taken nobody can make one.
SELECT count(*)::int AS count
  FROM refunds r JOIN payments p ON p.id = r.payment_id
 WHERE r.status = 'FAILED' AND NOT (r.failure_code = $1 AND p.lost > 0 AND r.amount > p.amount - p.refunding - p.lost)
