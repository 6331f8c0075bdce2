-- Tickets with what their seats and places were sold as: id, bookingId, seatId, areaId, areaPosition, code, showId, ticketTypeId, createdAt, voidedAt.
SELECT ticket.id, ticket.booking_id AS "bookingId", ticket.code,
       coalesce(ticket.seat_id, concat(area.area_id, ' ', area.position + 1, '.', ticket.place)) AS "seatId", area.area_id AS "areaId", ticket.area_position AS "areaPosition",
       coalesce(booked.show_id, area.show_id) AS "showId", coalesce(booked.ticket_type_id, area.ticket_type_id) AS "ticketTypeId",
       ticket.created_at AS "createdAt", ticket.voided_at AS "voidedAt"
  FROM tickets AS ticket
  LEFT JOIN booked_seats AS booked ON booked.booking_id = ticket.booking_id AND booked.seat_id = ticket.seat_id
  LEFT JOIN booked_areas AS area ON area.booking_id = ticket.booking_id AND area.position = ticket.area_position
