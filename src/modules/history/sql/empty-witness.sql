-- Locks: the witness's row. Returns nothing.
DELETE FROM history_witness
