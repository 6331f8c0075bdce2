-- Disputes as a reconciliation looks at them.
SELECT d.id, d.payment_id AS "paymentId", b.reference, d.provider_reference AS "providerReference", d.amount, d.currency, d.status
  FROM payment_disputes d JOIN payments p ON p.id = d.payment_id JOIN bookings b ON b.id = d.booking_id
