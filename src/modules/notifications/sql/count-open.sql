-- $1 QUEUED or FAILED. Locks nothing. Returns count: how many of all shows wait to be sent, or were given up. Both statuses are written
-- out besides: else the index of those rows is not taken.
SELECT count(*)::int AS count FROM notifications WHERE status IN ('QUEUED', 'FAILED') AND status = $1::notification_status
