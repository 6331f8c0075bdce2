-- $1 show. Locks nothing. Returns status, startsAt, salesStartAt and salesEndAt of the show as it is now.
SELECT status::text, starts_at AS "startsAt", sales_start_at AS "salesStartAt", sales_end_at AS "salesEndAt"
  FROM shows WHERE id = $1
