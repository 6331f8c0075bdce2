-- Takes the person out of bookings, whose rows the caller has locked, and ends the links that they were sent.
-- $1 bookings, $2 and $3 what stands for the customer's name and e-mail address. Locks: the rows of the bookings. Returns nothing.
UPDATE bookings
   SET customer_name = $2, customer_email = $3, customer_phone = NULL, locale = NULL, cancel_reason = NULL,
       revision = revision + 1, link_version = link_version + 1, updated_at = now()
 WHERE id = ANY ($1::text[])
