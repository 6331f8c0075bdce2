-- Ticket types that promo codes are for which have not ended: they have to stay, or the code would be for nothing, or look like one for all.
-- $1 show, $2 ticket types. Locks nothing: the caller has locked the show's row, as those do who write such codes. Returns name, and code: one
-- of its codes.
SELECT type.name, min(code.code) AS code
  FROM ticket_types AS type JOIN codes AS code ON code.show_id = $1 AND type.id = ANY (code.ticket_type_ids) AND code.ended_at IS NULL
 WHERE type.show_id = $1 AND type.id = ANY ($2::text[])
 GROUP BY type.id ORDER BY type.position
