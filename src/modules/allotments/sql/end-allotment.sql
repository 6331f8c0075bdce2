-- Notes that an allotment is released. $1 allotment. Locks: its row, which the caller has locked already. Returns nothing.
UPDATE allotments SET released_at = now() WHERE id = $1
