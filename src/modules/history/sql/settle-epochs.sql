-- $1 the newest epoch that is settled; it stands for those before it. Locks: their rows. Returns nothing.
UPDATE history_epochs SET settled_at = now() WHERE number <= $1 AND settled_at IS NULL
