-- $1 to $4 id, name, city and time zone of a new venue. Locks: the row that it adds. Returns nothing.
INSERT INTO venues (id, name, city, timezone) VALUES ($1, $2, $3, $4)
