-- Tickets with what their seats were sold as: id, bookingId, seatId, code, showId, ticketTypeId, createdAt, voidedAt.
SELECT ticket.id, ticket.booking_id AS "bookingId", ticket.seat_id AS "seatId", ticket.code,
       booked.show_id AS "showId", booked.ticket_type_id AS "ticketTypeId",
       ticket.created_at AS "createdAt", ticket.voided_at AS "voidedAt"
  FROM tickets AS ticket
  JOIN booked_seats AS booked USING (booking_id, seat_id)
