-- Gives the seats of a plan their segments and places, where they have none; the caller has locked the plan.
-- $1 plan, $2 and $3 segment and place of each seat, in the plan's order. Locks: the rows that it changes. Returns nothing.
UPDATE plan_seats SET segment = placed.segment, place = placed.place
  FROM unnest($2::int[], $3::int[]) WITH ORDINALITY AS placed (segment, place, ordinality)
 WHERE plan_id = $1 AND ordinal = placed.ordinality - 1 AND plan_seats.segment IS NULL
