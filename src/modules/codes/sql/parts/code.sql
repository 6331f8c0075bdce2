-- Reads codes. isCurrent: see parts/current.sql.
SELECT code.id, code.show_id AS "showId", code.code, code.percent, code.amount, code.price, code.tier_ids AS "tierIds",
       code.ticket_type_ids AS "ticketTypeIds", code.max_uses AS "maxUses", code.max_tickets AS "maxTickets", code.uses, code.tickets,
       code.valid_from AS "validFrom", code.valid_until AS "validUntil", code.allotment_id AS "allotmentId", code.version,
       code.created_at AS "createdAt", code.ended_at AS "endedAt",
       /* include parts/current.sql */ AS "isCurrent"
  FROM codes AS code
