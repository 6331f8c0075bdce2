-- Locks nothing. Returns count: refunds that the provider is to be asked for, or is at.
SELECT count(*)::int AS count FROM refunds WHERE status = 'PENDING'
