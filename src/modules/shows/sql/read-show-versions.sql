-- $1 shows. Locks nothing. Returns id and version of those that there are.
SELECT id, version FROM shows WHERE id = ANY ($1::text[])
