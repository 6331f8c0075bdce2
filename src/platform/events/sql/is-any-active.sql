-- Whether any session on this database has the relay's right to publish, which try-become-active.sql takes.
-- Locks nothing. Returns active.
SELECT EXISTS (
  SELECT FROM pg_locks
   WHERE locktype = 'advisory' AND objsubid = 1 AND granted
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND ((classid::bigint << 32) | objid::bigint) = hashtextextended('outbox-relay', 0)
) AS active
