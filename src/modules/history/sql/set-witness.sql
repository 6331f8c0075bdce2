-- $1 id of the epoch, $2 its number, $3 the identity of the database. Locks: the row that it adds. Returns nothing.
INSERT INTO history_witness (epoch, number, identity) VALUES ($1, $2, $3)
