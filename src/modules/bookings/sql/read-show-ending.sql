-- $1 show. Locks nothing. Returns isEnding: whether its bookings end with it, by what its organiser has chosen for their money.
SELECT EXISTS (SELECT FROM booking_cancellations WHERE show_id = $1) AS "isEnding"
