-- $1 owner. Locks nothing. Returns the owner's locks that still run, as parts/find-lock.sql says, the one that ends first at the front.
/* include parts/find-lock.sql */
 WHERE l.owner_id = $1 AND l.status = 'ACTIVE' AND l.booked_at IS NULL AND l.expires_at > now()
 ORDER BY l.expires_at, l.id
