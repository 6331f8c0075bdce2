-- $1 show, $2 a revision, $3 how many at most. Locks nothing. Returns the entries that were admitted, or have ended, after that revision, in the
-- order in which that was.
SELECT /* include parts/entry.sql */ FROM waiting_entries AS entry
 WHERE entry.show_id = $1 AND entry.revision > $2 ORDER BY entry.revision LIMIT $3
