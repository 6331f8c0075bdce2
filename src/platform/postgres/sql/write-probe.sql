-- Whether the database takes changes.
-- Locks: the probe's row. Returns nothing.
UPDATE write_probe SET written_at = now()
