-- Writes down what becomes of the bookings of a cancelled show, once.
-- $1 show, $2 what of their money goes back, $3 the reason, or null. Locks: the row that it adds. Returns nothing.
INSERT INTO booking_cancellations (show_id, refund, reason, due_at) VALUES ($1, $2::cancellation_refund, $3, now())
ON CONFLICT (show_id) DO NOTHING
