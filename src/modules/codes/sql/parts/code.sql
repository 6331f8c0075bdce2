-- Reads codes. isCurrent: neither ended nor outside of its time.
SELECT code.id, code.show_id AS "showId", code.code, code.percent, code.amount, code.price, code.tier_ids AS "tierIds",
       code.ticket_type_ids AS "ticketTypeIds", code.max_uses AS "maxUses", code.max_tickets AS "maxTickets", code.uses, code.tickets,
       code.valid_from AS "validFrom", code.valid_until AS "validUntil", code.allotment_id AS "allotmentId", code.version,
       code.created_at AS "createdAt", code.ended_at AS "endedAt",
       code.ended_at IS NULL AND coalesce(code.valid_from <= now(), TRUE) AND coalesce(code.valid_until > now(), TRUE) AS "isCurrent"
  FROM codes AS code
