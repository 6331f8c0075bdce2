-- Makes these the ticket types of a show, in their order; its other types go, and with them what they cost. The caller has locked the show's row.
-- $1 show, $2 to $4 id, name and note of each. Locks: the rows that it adds, changes and deletes. Returns nothing.
WITH gone AS (
  DELETE FROM ticket_types WHERE show_id = $1 AND id <> ALL ($2::text[])
)
INSERT INTO ticket_types AS present (id, show_id, name, note, position)
SELECT type.id, $1, type.name, type.note, type.ordinality - 1
  FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS type (id, name, note)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, note = excluded.note, position = excluded.position
 WHERE present.show_id = $1
