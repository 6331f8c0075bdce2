-- What became of bookings, each in the order in which it happened: of each the newest entries.
-- $1 bookings, $2 how many of each at most. Locks nothing. Returns bookingId, at, kind, actorId (the account that did it; null: nobody is known,
-- or it is not an account), actor (BUYER, ORGANISER or SYSTEM), amount (minor units, or null), kept (what of it was kept, or null), seatIds (that
-- it is of), addedSeatIds, places (of areas), subjectId (the payment, refund, change, dispute or notification, or null) and detail (see
-- booking-history.ts, or null).
WITH booking AS (
  SELECT b.id, b.owner_id, b.created_at, b.updated_at, b.status, b.cancel_reason, b.cancelled_by, b.ended_with_show, s.organiser_id,
         EXISTS (SELECT FROM ledger_transactions t WHERE t.booking_id = b.id AND t.kind = 'SALE') AS was_sold
    FROM bookings b JOIN shows s ON s.id = b.show_id
   WHERE b.id = ANY ($1::text[])
), posted AS (
  -- What came is positive, in the sense of the money accounts.
  SELECT t.booking_id, t.id, t.kind::text AS kind, t.posted_at, t.payment_id, t.refund_id,
         sum(e.amount) FILTER (WHERE e.account IN ('PROVIDER', 'CASH', 'CARD_TERMINAL')) AS money
    FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
   WHERE t.booking_id = ANY ($1::text[]) AND t.kind::text NOT IN ('RETURN', 'EXCHANGE')
   GROUP BY t.id
), change AS (
  SELECT c.*, ARRAY(SELECT jsonb_array_elements_text(c.terms -> 'seatIds')) AS seat_ids,
         ARRAY(SELECT a ->> 'seatId' FROM jsonb_array_elements(c.terms -> 'added') a) AS added_seat_ids,
         coalesce((SELECT sum((r ->> 'quantity')::int) FROM jsonb_array_elements(c.terms -> 'rows') r), 0) AS places
    FROM booking_changes c WHERE c.booking_id = ANY ($1::text[]) AND c.applied_at IS NOT NULL
), entry AS (
  SELECT b.id AS booking_id, b.created_at AS at, 0 AS rank, 'BOOKED' AS kind, b.owner_id AS actor_id, NULL::numeric AS amount, NULL::bigint AS kept,
         l.seat_ids, '{}'::text[] AS added_seat_ids,
         coalesce((SELECT sum((a ->> 'quantity')::int) FROM jsonb_array_elements(l.areas) a), 0)::int AS places, NULL::text AS subject_id, NULL::text AS detail
    FROM booking b JOIN bookings USING (id) JOIN seat_locks l ON l.id = bookings.lock_id
  UNION ALL
  SELECT p.booking_id, CASE p.status WHEN 'FAILED' THEN p.updated_at ELSE p.created_at END, 1,
         CASE p.status WHEN 'FAILED' THEN 'PAYMENT_FAILED' ELSE 'PAYMENT_PENDING' END, b.owner_id, p.amount, NULL, '{}', '{}', 0, p.id,
         coalesce(p.failure_code, p.pending_reason)
    FROM booking b JOIN payments p ON p.booking_id = b.id WHERE p.status IN ('PENDING', 'FAILED')
  UNION ALL
  SELECT o.booking_id, o.posted_at, 2,
         CASE o.kind WHEN 'SALE' THEN 'CONFIRMED' WHEN 'SURPLUS' THEN 'SURPLUS_RECEIVED' WHEN 'CHARGE' THEN 'CHANGE_PAID' WHEN 'REFUND' THEN 'REFUNDED'
                     WHEN 'REFUND_REVERSAL' THEN 'REFUND_CAME_BACK' WHEN 'LOST_DISPUTE' THEN 'DISPUTE_LOST' ELSE 'DISPUTE_WON' END,
         NULL, abs(o.money), NULL, '{}', '{}', 0, coalesce(o.refund_id, o.payment_id), p.provider
    FROM posted o LEFT JOIN payments p ON p.id = o.payment_id WHERE o.kind <> 'CANCELLATION'
      -- What is posted anew of a lost dispute, since a failed refund was made after all, moves no money: the bank has decided nothing.
      AND (o.kind = 'SALE' OR o.money IS NOT NULL)
  UNION ALL
  SELECT c.booking_id, c.applied_at, 3, 'CHANGED', c.actor_id, c.charge - c.refund, NULL, c.seat_ids, c.added_seat_ids, c.places, c.id, NULL
    FROM change c WHERE c.kept IS NULL
  UNION ALL
  SELECT b.id, coalesce(c.applied_at, (SELECT max(t.voided_at) FROM tickets t WHERE t.booking_id = b.id AND t.change_id IS NULL), o.posted_at, b.updated_at), 4, CASE b.status WHEN 'EXPIRED' THEN 'EXPIRED' ELSE 'CANCELLED' END,
         CASE WHEN b.ended_with_show THEN b.organiser_id ELSE coalesce(c.actor_id, b.cancelled_by) END, c.refund, c.kept, coalesce(c.seat_ids, '{}'), '{}', coalesce(c.places, 0), c.id,
         CASE WHEN b.ended_with_show THEN 'show_cancelled' ELSE b.cancel_reason END
    FROM booking b LEFT JOIN posted o ON o.booking_id = b.id AND o.kind = 'CANCELLATION' LEFT JOIN change c ON c.booking_id = b.id AND c.kept IS NOT NULL
   WHERE o.id IS NOT NULL OR (NOT b.was_sold AND b.status IN ('CANCELLED', 'EXPIRED'))
  UNION ALL
  SELECT r.booking_id, r.created_at, 5, 'REFUND_REQUESTED',
         -- Only organisers give an amount back.
         CASE WHEN cardinality(r.ticket_ids) = 0 AND NOT r.is_surplus AND NOT r.at_provider THEN b.organiser_id END,
         r.amount, NULL, '{}', '{}', 0, r.id, r.reason
    FROM booking b JOIN refunds r ON r.booking_id = b.id
  UNION ALL
  SELECT r.booking_id, r.updated_at, 6, 'REFUND_FAILED', NULL, r.amount, NULL, '{}', '{}', 0, r.id, r.failure_code
    FROM refunds r WHERE r.booking_id = ANY ($1::text[]) AND r.status = 'FAILED'
  UNION ALL
  -- Those that were tried again since.
  SELECT r.booking_id, f.failed_at, 6, 'REFUND_FAILED', NULL, r.amount, NULL, '{}', '{}', 0, r.id, f.failure_code
    FROM refunds r JOIN refund_failures f ON f.refund_id = r.id WHERE r.booking_id = ANY ($1::text[])
  UNION ALL
  SELECT k.booking_id, k.created_at, 9, 'CUSTOMER_CORRECTED', k.actor_id, NULL, NULL, '{}', '{}', 0, NULL, array_to_string(k.fields, ', ')
    FROM booking_corrections k WHERE k.booking_id = ANY ($1::text[])
  UNION ALL
  SELECT d.booking_id, d.created_at, 7, 'DISPUTED', b.owner_id, d.amount, NULL, '{}', '{}', 0, d.id, d.reason
    FROM booking b JOIN payment_disputes d ON d.booking_id = b.id
  UNION ALL
  SELECT n.booking_id, coalesce(n.sent_at, n.given_up_at, n.queued_at), 8,
         CASE WHEN n.sent_at IS NULL THEN 'NOTIFICATION_FAILED' ELSE 'NOTIFICATION_SENT' END, NULL, NULL, NULL, '{}', '{}', 0, n.id, n.kind
    FROM notifications n WHERE n.booking_id = ANY ($1::text[]) AND (n.sent_at IS NOT NULL OR n.status = 'FAILED')
), numbered AS (
  SELECT e.*, row_number() OVER (PARTITION BY e.booking_id ORDER BY e.at DESC, e.rank DESC, e.subject_id DESC) AS number FROM entry e
)
SELECT n.booking_id AS "bookingId", n.at, n.kind, n.actor_id AS "actorId",
       -- By the link of a mail as its buyer; others who may are administrators, and organisers before the show was handed over.
       CASE WHEN n.actor_id IS NULL THEN 'SYSTEM'
            WHEN n.actor_id <> b.organiser_id AND (n.actor_id = b.owner_id OR starts_with(n.actor_id, 'link_')) THEN 'BUYER'
            ELSE 'ORGANISER' END AS actor,
       n.amount::bigint AS amount, n.kept, n.seat_ids AS "seatIds", n.added_seat_ids AS "addedSeatIds", n.places::int AS places,
       n.subject_id AS "subjectId", n.detail
  FROM numbered n JOIN booking b ON b.id = n.booking_id
 WHERE n.number <= $2
 ORDER BY n.booking_id, n.number DESC
