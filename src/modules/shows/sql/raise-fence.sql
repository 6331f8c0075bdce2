-- $1 show, $2 fencing token. Locks: the show's row in show_fences, which it adds when there is none. Returns token: the greatest that
-- has come; no row when there is no such show.
WITH raised AS (
  INSERT INTO show_fences (show_id, token) SELECT id, $2 FROM shows WHERE id = $1
  ON CONFLICT (show_id) DO UPDATE SET token = greatest(show_fences.token, EXCLUDED.token)
  RETURNING token
) SELECT token FROM raised
