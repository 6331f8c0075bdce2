-- $1 id, $2 show, $3 name, $4 color, $5 access, $6 release_at, or null, $7 how many a show has at most.
-- Locks: the row that it adds. Returns id; nothing, and writes nothing, when the show has so many already.
INSERT INTO allotments (id, show_id, name, color, access, release_at)
SELECT $1, $2, $3, $4, $5::allotment_access, $6::timestamptz
 WHERE (SELECT count(*) FROM allotments WHERE show_id = $2) < $7::int
RETURNING id
