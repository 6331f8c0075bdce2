-- A payment that is tried now.
-- $1 payment, $2 booking, $3 amount, $4 currency, $5 provider, $6 what it waits for, or null, $7 the quote that it pays
-- for; null: it pays for the booking. Locks: the row that it adds. Returns nothing.
INSERT INTO payments (id, booking_id, amount, currency, provider, pending_reason, change_id) VALUES ($1, $2, $3, $4, $5, $6, $7)
