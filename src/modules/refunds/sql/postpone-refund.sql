-- Sets when a claimed refund is asked for again, unless it was decided meanwhile.
-- $1 refund, $2 why the attempt failed; null: the provider is at work on it, and attempts are counted anew, from this one, $3 in how many milliseconds.
-- Locks: the refund's row. Returns nothing.
UPDATE refunds
   SET error = coalesce($2::text, error), attempts = CASE WHEN $2::text IS NULL THEN 1 ELSE attempts END,
       due_at = now() + $3 * interval '1 millisecond'
 WHERE id = $1 AND status = 'PENDING'
