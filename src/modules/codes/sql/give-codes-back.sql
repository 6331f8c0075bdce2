-- Takes back what bookings count for their codes, in the transaction that ends the bookings.
-- $1 bookings, whose rows the caller has locked. Locks: the rows of their codes, in the order of their ids, until the end of the transaction.
-- Returns nothing.
WITH ended AS (
  SELECT code_id, count(*)::int AS uses, sum(code_tickets)::int AS tickets
    FROM bookings WHERE id = ANY ($1::text[]) AND code_id IS NOT NULL GROUP BY code_id
), locked AS MATERIALIZED (
  SELECT id FROM codes WHERE id IN (SELECT code_id FROM ended) ORDER BY id FOR NO KEY UPDATE
)
UPDATE codes SET uses = codes.uses - ended.uses, tickets = codes.tickets - ended.tickets
  FROM ended, locked
 WHERE locked.id = ended.code_id AND codes.id = locked.id
