-- $1 name. Locks nothing. Returns value of the secret.
SELECT value FROM secrets WHERE name = $1
