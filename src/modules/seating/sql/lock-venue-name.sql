-- Two imports at once make one venue of a name in a city.
-- $1 name and city. Locks: an advisory lock of that name, until the transaction's end. Returns nothing of use.
SELECT pg_advisory_xact_lock(hashtextextended($1, 0))
