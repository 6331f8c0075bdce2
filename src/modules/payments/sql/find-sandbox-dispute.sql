-- $1 reference of a dispute: that of its charge, and a suffix. Locks nothing. Returns paymentId, amount, currency and status, or no row.
-- What was lost of the charge is what the bank took; before that all of it is contested.
SELECT payment_id AS "paymentId", CASE WHEN dispute_status = 'LOST' THEN lost ELSE amount END AS amount, currency, dispute_status AS status
  FROM sandbox_charges WHERE reference = regexp_replace($1, '_dispute$', '') AND $1 LIKE '%\_dispute' AND disputed_at <= now()
