-- What of the money of a booking that was cancelled was to go back with that, whatever became of these refunds; not what its organiser gave back
-- by amounts, nor money that paid for nothing.
-- $1 booking. Locks nothing. Returns amount.
SELECT coalesce(sum(r.amount), 0)::bigint AS amount
  FROM refunds r LEFT JOIN booking_changes c ON c.id = r.change_id
 WHERE r.booking_id = $1 AND NOT r.is_surplus AND cardinality(r.ticket_ids) > 0 AND (r.change_id IS NULL OR c.kept IS NOT NULL)
