-- $1 a time zone, in any letter case. Locks nothing. Returns name, as the IANA database spells it; no row when there is none.
SELECT name FROM pg_timezone_names WHERE lower(name) = lower($1) LIMIT 1
