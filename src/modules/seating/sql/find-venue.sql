-- $1 name, $2 city. Locks nothing: the caller has locked the name. Returns the venue that was made first, or no row.
SELECT id, name, city, timezone FROM venues WHERE name = $1 AND city = $2 ORDER BY created_at LIMIT 1
