-- Locks nothing. Returns count: refunds that were given up and wait for a person.
SELECT count(*)::int AS count FROM payments WHERE status <> 'REFUNDED' AND refund_failed_at IS NOT NULL
