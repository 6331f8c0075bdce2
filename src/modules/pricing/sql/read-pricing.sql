-- Ticket types, their prices after the first, and fees of shows.
-- $1 shows. Locks nothing. Returns showId, and as JSON, in their order: ticketTypes (id, name, note), prices (tierId, ticketTypeId, price)
-- and fees (id, name, basis, amount, percent, taxRate), of the shows that have any of them.
SELECT show.id AS "showId", types.list AS "ticketTypes", prices.list AS prices, charged.list AS fees
  FROM unnest($1::text[]) AS show (id), LATERAL (
    SELECT coalesce(json_agg(json_build_object('id', type.id, 'name', type.name, 'note', type.note) ORDER BY type.position), '[]') AS list
      FROM ticket_types AS type WHERE type.show_id = show.id) AS types, LATERAL (
    SELECT coalesce(json_agg(json_build_object('tierId', priced.tier_id, 'ticketTypeId', priced.ticket_type_id, 'price', priced.price)), '[]') AS list
      FROM ticket_types AS type JOIN ticket_prices AS priced ON priced.ticket_type_id = type.id WHERE type.show_id = show.id) AS prices, LATERAL (
    SELECT coalesce(json_agg(json_build_object('id', fee.id, 'name', fee.name, 'basis', fee.basis, 'amount', fee.amount, 'percent', fee.percent,
                                               'taxRate', fee.tax_rate) ORDER BY fee.position), '[]') AS list
      FROM fees AS fee WHERE fee.show_id = show.id) AS charged
 WHERE EXISTS (SELECT FROM ticket_types WHERE show_id = show.id) OR EXISTS (SELECT FROM fees WHERE show_id = show.id)
