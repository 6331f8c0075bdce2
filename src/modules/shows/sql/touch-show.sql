-- Gives a show a new version: what belongs to it has changed. $1 show. Locks: the show's row. Returns nothing.
UPDATE shows SET updated_at = now() WHERE id = $1
