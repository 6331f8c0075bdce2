-- $1 show, $2 caller. Locks nothing. Returns the caller's entry that has not ended, if there is one.
SELECT /* include parts/entry.sql */ FROM waiting_entries AS entry
 WHERE entry.show_id = $1 AND entry.owner_id = $2 AND entry.status <> 'ENDED'
