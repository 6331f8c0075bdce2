-- Moves a show from one status to another.
-- $1 show, $2 the status that it has, $3 the new one. Locks: the show's row. Returns id; no row when it has another status.
UPDATE shows SET status = $3::show_status, updated_at = now() WHERE id = $1 AND status = $2::show_status RETURNING id
