-- Addresses of customers that may be one mailbox's. Beyond ASCII PostgreSQL is not asked: what it takes for a lower case letter depends
-- on the database.
-- $1 the mailbox, as bookings/mailbox.ts spells it. Locks nothing. Returns email: those that are the same but for the case of their
-- letters, and all that have characters beyond ASCII.
SELECT DISTINCT customer_email AS email FROM bookings
 WHERE lower(customer_email COLLATE "C") = $1 OR octet_length(customer_email) > char_length(customer_email)
