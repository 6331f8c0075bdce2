-- Locks nothing. Returns ms: until bookings of a cancelled show are to be seen to next; null when none are.
SELECT ceil(extract(epoch FROM min(due_at) - now()) * 1000)::float8 AS ms FROM booking_cancellations WHERE due_at IS NOT NULL
