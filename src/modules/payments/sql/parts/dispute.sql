-- Reads disputes.
SELECT id, payment_id AS "paymentId", booking_id AS "bookingId", amount, currency, reason, status, created_at AS "createdAt"
  FROM payment_disputes
