-- Has a refund that failed tried again. What the provider refused for good is asked for under another key; what was given up may have
-- been made, and is asked for under the same one. What had been made at the provider is asked for here now. The failure code stays until it has succeeded.
-- $1 refund, whose row the caller has locked, $2 the code of those that were given up. Locks: the refund's row and its payment's.
-- Returns nothing.
UPDATE refunds
   SET status = 'PENDING', due_at = now(), attempts = 0, round = round + CASE WHEN failure_code = $2 THEN 0 ELSE 1 END, at_provider = FALSE,
       updated_at = now()
 WHERE id = $1
