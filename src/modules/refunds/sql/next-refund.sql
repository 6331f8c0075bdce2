-- Until a refund can be claimed: it is due, or another node's claim to it ends, and the provider may be asked.
-- $1 how many are claimed a second. Locks nothing. Returns wait_ms, at least 1; no row when none waits.
-- (greatest() passes over a null, so over min() of nothing it would say 1 ms, for ever.)
SELECT greatest(1, ceil(extract(epoch FROM due_at - now()) * 1000),
                ceil((extract(epoch FROM spent_until - now()) - 1 + 1 / $1::float8) * 1000))::float8 AS wait_ms
  FROM refunds, refund_pace WHERE status = 'PENDING' ORDER BY due_at LIMIT 1
