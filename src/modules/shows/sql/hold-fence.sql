-- $1 show, $2 fencing token. Locks: the show's row in show_fences, against those who would raise it. Returns a row when the token is
-- still the greatest.
SELECT FROM show_fences WHERE show_id = $1 AND token = $2 FOR SHARE
