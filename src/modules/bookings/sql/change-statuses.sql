-- Moves bookings, whose rows the caller has locked, to another status: they are not waiting for payment any more, and what their refunds have
-- made of the former status is over.
-- $1 bookings, $2 status, $3 their new revisions, $4 why each was cancelled, $5 whether they end with their show, $6 who cancels them, or null. Locks: the bookings' rows.
-- Returns nothing.
UPDATE bookings
   SET status = $2, revision = changed.revision, expires_at = NULL, refund_state = NULL, cancel_reason = changed.reason,
       ended_with_show = ended_with_show OR $5, cancelled_by = coalesce(cancelled_by, $6), updated_at = now()
  FROM unnest($1::text[], $3::int[], $4::text[]) AS changed (id, revision, reason)
 WHERE bookings.id = changed.id
