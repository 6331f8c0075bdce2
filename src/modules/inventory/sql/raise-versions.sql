-- Takes the versions of all maps beyond all that may have been used in a history that PostgreSQL has lost.
-- $1 by how much, $2 beyond which version by one alone. Locks: every row of seat_maps. Returns nothing.
UPDATE seat_maps SET version = greatest(version + 1, least(version::bigint + $1, $2))::int
