-- Reads payments.
SELECT id, booking_id AS "bookingId", amount, currency, provider, provider_reference AS "providerReference", status,
       failure_code AS "failureCode", pending_reason AS "pendingReason", change_id AS "changeId", refunding, refunded, lost,
       created_at AS "createdAt"
  FROM payments
