-- How far the cancellation of the bookings of shows is. Refunds are those that their bookings have got since.
-- $1 shows. Locks nothing. Returns showId, refund, reason, startedAt, bookings (those cancelled, and those that are to be), cancelled,
-- refundsPending, refundsSucceeded and refundsFailed, refunded (minor units), refundsByHand and amountByHand (of those that succeeded, what
-- is to be handed over at the box office), and finishedAt (null: not yet), of those for which something was chosen.
SELECT c.show_id AS "showId", c.refund, c.reason, c.started_at AS "startedAt", c.cancelled + open.bookings AS bookings, c.cancelled,
       back.pending AS "refundsPending", back.succeeded AS "refundsSucceeded", back.failed AS "refundsFailed", back.amount AS refunded,
       back.by_hand AS "refundsByHand", back.amount_by_hand AS "amountByHand",
       CASE WHEN back.pending = 0 THEN greatest(c.cancelled_at, CASE WHEN c.cancelled_at IS NOT NULL THEN back.updated_at END) END AS "finishedAt"
  FROM booking_cancellations c
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS bookings FROM bookings WHERE show_id = c.show_id AND status IN ('PENDING_PAYMENT', 'CONFIRMED')) AS open
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE r.status = 'PENDING')::int AS pending, count(*) FILTER (WHERE r.status = 'SUCCEEDED')::int AS succeeded,
           count(*) FILTER (WHERE r.status = 'FAILED')::int AS failed,
           coalesce(sum(r.amount) FILTER (WHERE r.status = 'SUCCEEDED'), 0)::bigint AS amount,
           count(*) FILTER (WHERE r.status = 'SUCCEEDED' AND p.provider IN ('cash', 'card_terminal'))::int AS by_hand,
           coalesce(sum(r.amount) FILTER (WHERE r.status = 'SUCCEEDED' AND p.provider IN ('cash', 'card_terminal')), 0)::bigint AS amount_by_hand,
           max(r.updated_at) AS updated_at
      FROM bookings b JOIN refunds r ON r.booking_id = b.id JOIN payments p ON p.id = r.payment_id
     WHERE b.show_id = c.show_id AND b.ended_with_show AND r.created_at >= c.started_at) AS back
 WHERE c.show_id = ANY ($1::text[])
