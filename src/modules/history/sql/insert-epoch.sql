-- $1 number, $2 id, $3 the id of its first event, $4 why it begins. Locks: the row that it adds. Returns nothing.
INSERT INTO history_epochs (number, id, first_outbox_id, cause) VALUES ($1, $2, $3, $4)
