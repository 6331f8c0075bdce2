-- Says how the next payments of a show are answered; in place of what was said before.
-- $1 show, $2 tokens, in their order. Locks: the rows that it deletes and adds. Returns nothing.
WITH gone AS (
  DELETE FROM sandbox_answers WHERE show_id = $1
)
INSERT INTO sandbox_answers (show_id, token)
SELECT $1, token FROM unnest($2::text[]) WITH ORDINALITY AS answer (token, position) ORDER BY position
