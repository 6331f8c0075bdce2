-- Gives up the claim to a refund that the provider had no time for: that was no attempt.
-- $1 refund, $2 in how many milliseconds it is asked for. Locks: the refund's row. Returns nothing.
UPDATE refunds SET attempts = greatest(attempts - 1, 0), due_at = now() + $2::float8 * interval '1 millisecond' WHERE id = $1 AND status = 'PENDING'
