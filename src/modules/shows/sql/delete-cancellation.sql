-- Nothing is held of a cancelled show any more. $1 show. Locks: the row that it deletes. Returns nothing.
DELETE FROM show_cancellations WHERE show_id = $1
