-- Makes somebody else the organiser of a show.
-- $1 show, $2 the new organiser. Locks: the show's row. Returns id; no row when it is theirs already, or is not there.
UPDATE shows SET organiser_id = $2, updated_at = now() WHERE id = $1 AND organiser_id <> $2 RETURNING id
