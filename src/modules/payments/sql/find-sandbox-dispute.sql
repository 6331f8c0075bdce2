-- $1 reference of a dispute: that of its charge, and a suffix. Locks nothing. Returns paymentId, amount and currency, or no row.
SELECT payment_id AS "paymentId", amount, currency
  FROM sandbox_charges WHERE reference = regexp_replace($1, '_dispute$', '') AND $1 LIKE '%\_dispute' AND disputed_at <= now()
