-- Writes down a booking's customer as corrected, and ends the links that were sent to another address; the caller has locked its row.
-- $1 booking, $2 its new revision, $3 name, $4 e-mail address, $5 phone number or null, $6 language. Locks: the booking's row. Returns
-- nothing.
UPDATE bookings
   SET customer_name = $3, customer_email = $4, customer_phone = $5, locale = $6, revision = $2, updated_at = now(),
       link_version = link_version + (customer_email <> $4)::int
 WHERE id = $1
