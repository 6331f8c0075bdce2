-- What of the payments of a booking is fees, if all else of them goes back.
-- $1 booking, whose row the caller has locked. Locks nothing. Returns amount.
SELECT fees_left($1) AS amount
