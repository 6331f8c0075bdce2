-- Sends what a booking's customer has not been sent yet to where the customer is reached now; what was given up, should it be sent again. A text
-- message stays as it is where there is no number any more.
-- What the box office is told goes on to the box office.
-- $1 booking, $2 e-mail address, $3 phone number or null. Locks: the rows of its notifications. Returns nothing.
UPDATE notifications
   SET recipient = CASE channel WHEN 'email' THEN $2 ELSE coalesce($3, recipient) END
 WHERE booking_id = $1 AND status IN ('QUEUED', 'FAILED') AND kind NOT IN ('refund_failed', 'dispute')
