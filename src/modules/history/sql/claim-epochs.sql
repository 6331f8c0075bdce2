-- Takes on to settle the epochs that nobody has; after a minute another node takes them on.
-- Locks: the rows of the epochs. Returns number of each.
UPDATE history_epochs SET claimed_until = now() + interval '1 minute'
 WHERE settled_at IS NULL AND (claimed_until IS NULL OR claimed_until < now()) RETURNING number
