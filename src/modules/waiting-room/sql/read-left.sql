-- $1 show, $2 a place. Locks nothing. Returns the later places of who left before their turn, in order.
SELECT place FROM waiting_entries
 WHERE show_id = $1 AND place > $2 AND status = 'ENDED' AND admitted_at IS NULL ORDER BY place
