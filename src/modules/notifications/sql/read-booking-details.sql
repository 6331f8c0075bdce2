-- $1 booking. In one statement, as of one moment: between two of them an exchange ends tickets and makes others. Locks nothing. Returns, where there is
-- such a booking, it with its show and venue, its payments, its seats in the plan's order, its places in the order of the lock's,
-- its tickets, in the order of their places, how many refunds were made, and what was kept as it was cancelled by the rules of the show and had
-- been given back before (earlier), or null.
SELECT b.id, b.reference, b.revision, b.show_id AS "showId", b.link_version AS "linkVersion", b.updated_at AS "updatedAt", b.locale, b.status,
       b.customer_name AS "customerName", b.total, b.lines, b.currency, b.expires_at AS "expiresAt", b.cancel_reason AS "cancelReason",
       CASE WHEN b.ended_with_show THEN c.refund END AS "endedWithShow",
       s.title, s.starts_at AS "startsAt", s.status = 'CANCELLED' AS "isShowCancelled", s.plan_id AS "planId",
       json_build_object('name', v.name, 'city', v.city, 'timezone', v.timezone) AS venue,
       coalesce((SELECT json_agg(json_build_object('amount', p.amount, 'lost', p.lost, 'refunded', p.refunded, 'refunding', p.refunding, 'provider', p.provider, 'status', p.status))
          FROM payments p WHERE p.booking_id = b.id), '[]') AS payments,
       coalesce((SELECT json_agg(json_build_object('seatId', bs.seat_id, 'tier', coalesce(bs.tier_name, pt.name), 'price', bs.price,
                                                   'row', ps.row, 'number', ps.number, 'accessible', ps.accessible) ORDER BY ps.ordinal)
          FROM booked_seats bs
          JOIN plan_seats ps ON ps.plan_id = bs.plan_id AND ps.id = bs.seat_id
          JOIN price_tiers pt ON pt.id = bs.tier_id
         WHERE bs.booking_id = b.id AND NOT bs.returned), '[]') AS seats,
       coalesce((SELECT json_agg(json_build_object('position', ba.position, 'areaId', ba.area_id, 'ticketTypeId', ba.ticket_type_id,
                                                   'quantity', ba.quantity, 'price', ba.price, 'tier', pt.name) ORDER BY ba.position)
          FROM booked_areas ba JOIN price_tiers pt ON pt.id = ba.tier_id
         WHERE ba.booking_id = b.id AND ba.quantity > 0), '[]') AS areas,
       coalesce((SELECT json_agg(json_build_object('id', t.id, 'seatId', t.seat_id, 'areaPosition', t.area_position, 'code', t.code,
                                                   'isGood', t.voided_at IS NULL) ORDER BY t.area_position, t.place)
          FROM tickets t WHERE t.booking_id = b.id), '[]') AS tickets,
       (SELECT count(*) FROM refunds r WHERE r.booking_id = b.id AND r.status = 'SUCCEEDED')::int AS "refundsMade",
       EXISTS (SELECT FROM refunds r WHERE r.booking_id = b.id AND r.status = 'FAILED' AND r.failure_code = 'disputed') AS "isHeld",
       (SELECT json_build_object('refund', e.refund, 'kept', e.kept, 'lines', e.terms -> 'lines', 'earlier', (
                 SELECT coalesce(sum(r.amount), 0) FROM refunds r
                  WHERE r.booking_id = b.id AND NOT r.is_surplus AND r.status <> 'FAILED' AND r.change_id IS DISTINCT FROM e.id
                    AND r.created_at <= e.created_at))
          FROM booking_changes e WHERE e.booking_id = b.id AND e.kept IS NOT NULL) AS "keptByRules"
  FROM bookings b
  JOIN shows s ON s.id = b.show_id
  JOIN seating_plans sp ON sp.id = s.plan_id
  JOIN venues v ON v.id = sp.venue_id
  LEFT JOIN booking_cancellations c ON c.show_id = s.id
 WHERE b.id = $1
