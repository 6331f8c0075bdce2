-- Locks nothing. Returns ms: until the next cancelled show is to be looked after; null when there is none.
SELECT ceil(extract(epoch FROM min(due_at) - now()) * 1000)::float8 AS ms FROM show_cancellations
