-- What is told of a dispute of the sandbox: of what was lost of the charge the bank took; before that all of it is contested.
reference || '_dispute' AS reference, payment_id AS "paymentId", CASE WHEN dispute_status = 'LOST' THEN lost ELSE amount END AS amount, currency,
dispute_status AS status
