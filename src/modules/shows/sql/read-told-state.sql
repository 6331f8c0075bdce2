-- What the events of a show tell of it, inside the transaction that has changed it.
-- $1 show. Locks nothing: the caller has locked the show's row. Returns version, status, currency, times, and tierIds with their prices.
SELECT version, status::text, currency, starts_at AS "startsAt", sales_start_at AS "salesStartAt",
       sales_end_at AS "salesEndAt", tiers.ids AS "tierIds", tiers.prices
  FROM shows, LATERAL (
    SELECT coalesce(array_agg(id ORDER BY position), '{}') AS ids,
           coalesce(array_agg(price::text ORDER BY position), '{}') AS prices
      FROM price_tiers WHERE show_id = shows.id) AS tiers
 WHERE shows.id = $1
