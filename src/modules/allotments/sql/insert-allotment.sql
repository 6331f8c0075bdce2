-- $1 id, $2 show, $3 name, $4 color, or null: the first of $8 that no other allotment of the show has, $5 access, $6 release_at, or null, $7 how
-- many a show has at most. Locks: the row that it adds. Returns id; nothing, and writes nothing, when the show has so many already.
INSERT INTO allotments (id, show_id, name, color, access, release_at)
SELECT $1, $2, $3,
       coalesce($4::text,
                (SELECT free.color FROM unnest($8::text[]) WITH ORDINALITY AS free (color, place)
                  WHERE NOT EXISTS (SELECT FROM allotments taken WHERE taken.show_id = $2 AND taken.color = free.color)
                  ORDER BY free.place LIMIT 1),
                ($8::text[])[1 + (SELECT count(*) FROM allotments WHERE show_id = $2)::int % cardinality($8::text[])]),
       $5::allotment_access, $6::timestamptz
 WHERE (SELECT count(*) FROM allotments WHERE show_id = $2) < $7::int
RETURNING id
