-- What of a payment is fees, if all else of it goes back.
-- $1 booking, whose row the caller has locked, $2 its payment. Locks nothing. Returns amount.
SELECT fees_left($1, $2) AS amount
