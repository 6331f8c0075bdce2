-- Admits the next of who waits in a room, which the caller has locked. $1 show, $2 the revision that admits them, $3 how many.
-- Locks: the rows of the entries. Returns ownerId and place of each.
UPDATE waiting_entries AS entry SET status = 'ADMITTED', admitted_at = clock_timestamp(), revision = $2
  FROM (SELECT id FROM waiting_entries WHERE show_id = $1 AND status = 'WAITING' ORDER BY place LIMIT $3) AS next
 WHERE entry.id = next.id
RETURNING entry.owner_id AS "ownerId", entry.place
