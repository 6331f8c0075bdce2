-- Of all shows. Locks nothing. Returns QUEUED and FAILED: how many wait to be sent, and how many were given up. The statuses are
-- written out: else the index of those rows is not taken.
SELECT count(*) FILTER (WHERE status = 'QUEUED')::int AS "QUEUED", count(*) FILTER (WHERE status = 'FAILED')::int AS "FAILED"
  FROM notifications WHERE status IN ('QUEUED', 'FAILED')
