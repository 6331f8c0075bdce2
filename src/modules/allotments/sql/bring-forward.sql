-- Brings the moments forward at which a show's allotments are released, for tests of shops.
-- $1 show, $2 by how many milliseconds. Locks: their rows. Returns nothing.
UPDATE allotments SET release_at = release_at - $2::float8 * interval '1 millisecond'
 WHERE show_id = $1 AND released_at IS NULL AND release_at IS NOT NULL
