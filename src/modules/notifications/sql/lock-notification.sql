-- $1 notification. Locks: its row. Returns it as parts/notification.sql says, or no row.
/* include parts/notification.sql */
 WHERE n.id = $1 FOR UPDATE
