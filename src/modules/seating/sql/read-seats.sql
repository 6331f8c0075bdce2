-- All seats of a plan, up to hundreds of thousands: rows as pg reads them cost a fraction of what Prisma makes of them.
-- $1 plan. Locks nothing. Returns the columns of each seat, in the plan's order.
SELECT id, zone, row, number, x, y, category, accessible, companion, segment, place
  FROM plan_seats WHERE plan_id = $1 ORDER BY ordinal
