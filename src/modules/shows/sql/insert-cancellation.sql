-- Notes that a show was cancelled, and that a worker is to look after what it still holds, in a while.
-- $1 show, $2 in how many milliseconds. Locks: the row that it adds. Returns nothing.
INSERT INTO show_cancellations (show_id, due_at) VALUES ($1, now() + $2 * interval '1 millisecond')
ON CONFLICT (show_id) DO NOTHING
