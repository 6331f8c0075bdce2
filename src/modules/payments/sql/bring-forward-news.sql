-- Brings forward what the sandbox is still to do about refunds and disputes of a show: when refunds come back and payments are disputed,
-- and the webhooks about it.
-- $1 show, $2 by how many milliseconds. Locks: the rows of charges, refunds and webhooks. Returns nothing.
WITH payment AS (
  SELECT payments.id FROM payments JOIN bookings ON bookings.id = booking_id WHERE bookings.show_id = $1
), charges AS (
  UPDATE sandbox_charges SET disputed_at = disputed_at - $2::float8 * interval '1 millisecond'
   WHERE payment_id IN (SELECT id FROM payment) AND disputed_at > now()
), refunds AS (
  UPDATE sandbox_refunds SET reversed_at = reversed_at - $2::float8 * interval '1 millisecond'
   WHERE payment_id IN (SELECT id FROM payment) AND reversed_at > now()
)
UPDATE sandbox_webhooks
   SET due_at = due_at - $2::float8 * interval '1 millisecond', tells_of = tells_of - $2::float8 * interval '1 millisecond'
 WHERE payment_id IN (SELECT id FROM payment)
