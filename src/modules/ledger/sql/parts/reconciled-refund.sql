-- Refunds as a reconciliation looks at them.
SELECT r.id, r.payment_id AS "paymentId", b.reference, r.provider_reference AS "providerReference", r.amount, r.currency, r.status
  FROM refunds r JOIN payments p ON p.id = r.payment_id JOIN bookings b ON b.id = r.booking_id
