-- $1 quote. Locks nothing. Returns id, bookingId, showId, actorId, currency, number, terms, refund, charge, lockId, expiresAt and appliedAt, or no row.
SELECT c.id, c.booking_id AS "bookingId", c.show_id AS "showId", c.actor_id AS "actorId", b.currency, c.number, c.terms, c.refund, c.charge, c.lock_id AS "lockId", c.expires_at AS "expiresAt",
       c.applied_at AS "appliedAt"
  FROM booking_changes c JOIN bookings b ON b.id = c.booking_id
 WHERE c.id = $1
