-- Locks nothing: the caller has locked the history. Returns number: of the newest epoch.
SELECT max(number) AS number FROM history_epochs
