-- What is told of a refund of the sandbox: one that was made may have come back.
id, payment_id, reference, amount, currency, CASE WHEN reversed_at <= now() THEN 'FAILED' ELSE outcome END AS outcome,
CASE WHEN reversed_at <= now() THEN 'lost_or_stolen_card' ELSE failure_code END AS failure_code
