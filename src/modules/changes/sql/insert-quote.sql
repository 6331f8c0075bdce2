-- A quote, in place of those of the booking that were not applied.
-- $1 its id, $2 booking, whose row the caller has locked, $3 show, $4 who asked, $5 how many changes the booking has had, $6 what it would make
-- of the booking (JSON), $7 what would go back, $8 for how many milliseconds it is good if it has no lock, $9 the lock
-- of its new seats, or null: it is good as long as that runs, $10 what would be to be paid.
-- Locks: the rows that it deletes and adds. Returns nothing.
WITH former AS (
  DELETE FROM booking_changes WHERE booking_id = $2 AND applied_at IS NULL
)
INSERT INTO booking_changes (id, booking_id, show_id, actor_id, number, terms, refund, lock_id, charge, expires_at)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $9, $10,
        coalesce((SELECT expires_at FROM seat_locks WHERE id = $9), now() + $8 * interval '1 millisecond'))
