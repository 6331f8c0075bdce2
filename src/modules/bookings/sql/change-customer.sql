-- Writes down a booking's customer as corrected, by whom and which of its fields, and ends the links that were sent to another address; the caller
-- has locked its row. What it was before is not kept. Of more than 100 corrections the newest are.
-- $1 booking, $2 its new revision, $3 name, $4 e-mail address, $5 phone number or null, $6 language, $7 who corrects it, $8 the names of the
-- fields. Locks: the booking's row. Returns nothing.
WITH corrected AS (
  INSERT INTO booking_corrections (booking_id, actor_id, fields) VALUES ($1, $7, $8)
), forgotten AS (
  DELETE FROM booking_corrections
   WHERE id IN (SELECT id FROM booking_corrections WHERE booking_id = $1 ORDER BY id DESC OFFSET 99)
)
UPDATE bookings
   SET customer_name = $3, customer_email = $4, customer_phone = $5, locale = $6, revision = $2, updated_at = now(),
       link_version = link_version + (customer_email <> $4)::int
 WHERE id = $1
