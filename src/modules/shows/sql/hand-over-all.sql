-- Makes somebody else the organiser of all shows of an organiser.
-- $1 who organises them, $2 the new organiser. Locks: the rows of the shows. Returns id of each show that changed.
UPDATE shows SET organiser_id = $2, updated_at = now() WHERE organiser_id = $1 AND organiser_id <> $2 RETURNING id
