-- A page of a show's bookings, the oldest first: their ids sort by time. Where there is little to find the whole show is read.
-- $1 to $5 as parts/bookings-meant.sql says, $6 only those before this id, or null, $7 only those after this id, or null, $8 how many at
-- most. Locks nothing. Returns id.
SELECT b.id FROM bookings b
 WHERE /* include parts/bookings-meant.sql */
   AND ($6::text IS NULL OR b.id < $6) AND ($7::text IS NULL OR b.id > $7)
 ORDER BY b.id ASC LIMIT $8
