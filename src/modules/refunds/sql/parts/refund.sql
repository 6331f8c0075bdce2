-- Reads refunds.
SELECT r.id, r.payment_id AS "paymentId", r.booking_id AS "bookingId", r.amount, r.currency, r.status, r.reason,
       r.is_surplus AS "isSurplus", r.ticket_ids AS "ticketIds", r.at_provider AS "atProvider", r.provider_reference AS reference, r.round, r.failure_code AS "failureCode", r.created_at AS "createdAt"
  FROM refunds r
