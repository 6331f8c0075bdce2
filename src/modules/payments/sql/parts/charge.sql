-- What is told of a charge of the sandbox. The column is rounded to milliseconds, so now() is as well: what settles at once is
-- settled in its own answer.
reference, amount, currency, outcome, failure_code, pending_reason, settled_at <= now()::timestamptz(3) AS settled
