-- $1 bookings. Locks nothing. Returns their tickets as parts/ticket.sql says, void ones included, in the plan's order of seats, then those
-- of places, in the order of the booking's.
/* include parts/ticket.sql */
  LEFT JOIN plan_seats AS seat ON seat.plan_id = booked.plan_id AND seat.id = booked.seat_id
 WHERE ticket.booking_id = ANY ($1::text[])
 ORDER BY seat.ordinal, ticket.area_position, ticket.place
