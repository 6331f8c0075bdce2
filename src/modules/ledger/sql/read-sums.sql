-- What the ledger has of shows, summed up over a time: from its beginning, up to before its end.
-- $1 shows, $2 and $3 from and to of each, or null: from the first or to the last transaction. Locks nothing.
-- Returns number (of the show in $1, from 1), kind, method, account, tierId, ticketTypeId, taxRate, description, amount (a credit is negative)
-- and quantity, in a fixed order.
SELECT asked.number::int AS number, t.kind, t.method, e.account, e.tier_id AS "tierId", e.ticket_type_id AS "ticketTypeId",
       e.tax_rate AS "taxRate", e.description, sum(e.amount)::bigint AS amount, sum(e.quantity)::int AS quantity
  FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY AS asked (show_id, since, until, number)
  JOIN ledger_transactions t ON t.show_id = asked.show_id
   AND (asked.since IS NULL OR t.posted_at >= asked.since) AND (asked.until IS NULL OR t.posted_at < asked.until)
  JOIN ledger_entries e ON e.transaction_id = t.id
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
