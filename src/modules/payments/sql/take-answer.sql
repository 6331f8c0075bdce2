-- Takes the next answer that was told for the show of a payment.
-- $1 payment. Locks: the row that it deletes; one that another payment takes is left to it. Returns token; no row when none was told.
DELETE FROM sandbox_answers
 WHERE id = (
   SELECT answer.id FROM payments
     JOIN bookings ON bookings.id = booking_id
     JOIN sandbox_answers AS answer ON answer.show_id = bookings.show_id
    WHERE payments.id = $1
    ORDER BY answer.id LIMIT 1 FOR UPDATE OF answer SKIP LOCKED)
RETURNING token
