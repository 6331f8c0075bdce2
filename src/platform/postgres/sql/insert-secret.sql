-- $1 name, $2 value of a secret. Locks: the row that it adds, where there is none of the name. Returns nothing.
INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING
