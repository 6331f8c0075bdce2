-- $1 bookings. Locks nothing. Returns their tickets, void ones included, in the plan's order of seats.
SELECT ticket.id, ticket.booking_id AS "bookingId", ticket.seat_id AS "seatId", ticket.code,
       booked.show_id AS "showId", booked.ticket_type_id AS "ticketTypeId",
       ticket.created_at AS "createdAt", ticket.voided_at AS "voidedAt"
  FROM tickets AS ticket
  JOIN booked_seats AS booked USING (booking_id, seat_id)
  JOIN plan_seats AS seat ON seat.plan_id = booked.plan_id AND seat.id = booked.seat_id
 WHERE ticket.booking_id = ANY ($1::text[])
 ORDER BY seat.ordinal
