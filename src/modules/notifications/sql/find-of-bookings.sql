-- The mails and text messages of bookings, the oldest first: of each booking the newest, for their ids sort by time.
-- $1 bookings, $2 how many of each at most. Locks nothing. Returns them as parts/notification.sql says.
/* include parts/notification.sql */
 WHERE n.booking_id = ANY ($1::text[])
   AND n.id IN (SELECT newest.id FROM notifications newest WHERE newest.booking_id = n.booking_id ORDER BY newest.id DESC LIMIT $2)
 ORDER BY n.id
