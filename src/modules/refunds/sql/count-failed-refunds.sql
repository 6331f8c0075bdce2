-- Locks nothing. Returns count: refunds that failed, or were given up, and wait for a person.
SELECT count(*)::int AS count FROM refunds WHERE status = 'FAILED'
