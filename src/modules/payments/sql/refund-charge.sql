-- Gives the money of a charge back; one that was given back before keeps its time.
-- $1 payment, $2 amount, $3 currency. Locks: the charge's row. Returns a row; none when the charge holds no such money.
UPDATE sandbox_charges SET refunded_at = coalesce(refunded_at, now())
 WHERE payment_id = $1 AND amount = $2 AND currency = $3 AND outcome = 'SUCCEEDED' AND settled_at <= now()::timestamptz(3)
RETURNING payment_id
