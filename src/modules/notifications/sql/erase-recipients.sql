-- Takes the addresses, numbers and answers of mail servers out of the notifications of bookings. What was not sent yet is not sent
-- any more, nor again.
-- $1 bookings. Locks: the rows of their notifications. Returns nothing.
UPDATE notifications
   SET recipient = 'erased', last_error = NULL,
       status = CASE WHEN status = 'SENT' THEN status ELSE 'OBSOLETE' END,
       given_up_at = CASE WHEN status = 'SENT' THEN NULL ELSE now() END
 WHERE booking_id = ANY ($1::text[])
