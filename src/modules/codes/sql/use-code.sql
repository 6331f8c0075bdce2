-- Counts a booking and its tickets for a code that can be used now, in the booking's own transaction.
-- $1 code, $2 how many tickets. Locks: the code's row, until the end of the transaction: nothing is to be locked after it.
-- Returns id; nothing, and writes nothing, when the code has ended, is outside of its time, or has not so much left.
UPDATE codes AS code SET uses = uses + 1, tickets = tickets + $2
 WHERE id = $1 AND /* include parts/current.sql */
   AND coalesce(uses < max_uses, TRUE) AND coalesce(tickets + $2 <= max_tickets, TRUE)
RETURNING id
