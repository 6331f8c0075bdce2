-- $1 ids. Locks nothing. Returns those of the entries that there are.
SELECT /* include parts/entry.sql */ FROM waiting_entries AS entry WHERE entry.id = ANY ($1::text[])
