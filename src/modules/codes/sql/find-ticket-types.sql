-- $1 show. Locks nothing: the caller has locked the show's row, so that none of them goes. Returns the id of each of its ticket types.
SELECT id FROM ticket_types WHERE show_id = $1
