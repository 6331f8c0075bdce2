-- Locks nothing. Returns a row while the epoch of PostgreSQL's history is known.
SELECT FROM history_witness
