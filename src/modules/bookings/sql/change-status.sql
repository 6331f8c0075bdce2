-- Moves a booking, whose row the caller has locked, to another status: it is not waiting for payment any more, and what its refunds have
-- made of the former status is over.
-- $1 booking, $2 status, $3 its new revision, $4 why it was cancelled, $5 whether it ends with its show. Locks: the booking's row. Returns
-- nothing.
UPDATE bookings
   SET status = $2, revision = $3, expires_at = NULL, refund_state = NULL, cancel_reason = $4, ended_with_show = ended_with_show OR $5,
       updated_at = now()
 WHERE id = $1
