-- Takes the cancellation of a show's bookings in hand until the end of the transaction.
-- $1 show. Locks: its row in booking_cancellations. Returns refund, reason, and areCancelled (no booking is left to cancel); no row where
-- another worker is at it, or there is none.
SELECT refund, reason, cancelled_at IS NOT NULL AS "areCancelled"
  FROM booking_cancellations WHERE show_id = $1 FOR NO KEY UPDATE SKIP LOCKED
