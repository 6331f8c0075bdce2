-- One of the ticket types that tickets were booked as: it has to stay.
-- $1 ticket types. Locks nothing. Returns name; no row when no ticket was ever booked as one of them.
SELECT name FROM ticket_types AS type
 WHERE id = ANY ($1::text[]) AND (EXISTS (SELECT FROM booked_seats WHERE ticket_type_id = type.id)
    OR EXISTS (SELECT FROM booked_areas WHERE ticket_type_id = type.id))
 ORDER BY position LIMIT 1
